import { createPasswordJudge, type PasswordQuestion } from '@meterstone/server/password-judge';

/** The server's judge, on a thread of its own: making it would hold a phone's page for a second. */
const judge = createPasswordJudge();

addEventListener('message', ({ data }: MessageEvent<PasswordQuestion>) => {
  postMessage(judge(data));
});
