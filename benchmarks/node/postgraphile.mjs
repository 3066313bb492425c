// PostGraphile over the benchmarks' database, served by its own Grafserv on node:http.
//
// As its documentation sets it up for production, with what the questions need: filters (the
// connection-filter plugin), aggregates (@graphile/pg-aggregates). No mutations, no subscriptions,
// no explain, no row-level security (it logs in as a superuser, whom no policy binds).
//
// Environment: PORT, DATABASE_URL, POOL_SIZE; SCHEMA_FILE: where to write the SDL.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { PgAggregatesPreset } from "@graphile/pg-aggregates";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { printSchema } from "postgraphile/graphql";
import { grafserv } from "postgraphile/grafserv/node";
import { makeJSONPgSmartTagsPlugin } from "postgraphile/utils";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

const { PORT, DATABASE_URL, POOL_SIZE, SCHEMA_FILE } = process.env;

// Short names for what the questions ask, and the one reference that is no foreign key: the node of a
// result is an indicator or a component.
const tags = makeJSONPgSmartTagsPlugin({
  version: 1,
  config: {
    class: {
      "public.node_results": {
        tags: {
          foreignKey: "(agency_id, node_id) references indicators (agency_id, id)|@fieldName indicator",
        },
      },
    },
    constraint: {
      "public.scores.fk_scores_appraisal": { tags: { foreignFieldName: "scores" } },
      "public.scores.fk_scores_indicator": { tags: { fieldName: "indicator" } },
      "public.indicators.fk_indicators_component": { tags: { fieldName: "component" } },
      // A correction points both ways; one name for both would be a conflict.
      "public.scores.fk_scores_agency_id_supersedes_id": {
        tags: { fieldName: "supersedes", foreignSingleFieldName: "supersededBy" },
      },
    },
  },
});

const service = postgraphile({
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset, PgAggregatesPreset],
  disablePlugins: ["PgMutationCreatePlugin", "PgMutationUpdateDeletePlugin"],
  plugins: [tags],
  pgServices: [
    makePgService({
      connectionString: DATABASE_URL,
      schemas: ["public"],
      pubsub: false,
      // PostgreSQL's own default; the roles of the service plan every statement anew.
      poolConfig: { max: Number(POOL_SIZE), options: "-c plan_cache_mode=auto" },
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false, websockets: false },
  grafast: { explain: false, context: {} },
});

const server = createServer();
server.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
const serving = service.createServ(grafserv);
await serving.addTo(server);
if (SCHEMA_FILE) writeFileSync(SCHEMA_FILE, printSchema(await service.getSchema()));
server.listen(Number(PORT), "127.0.0.1");
