// Holds the queries on standard input (a JSON list) against GitHub's published GraphQL schema.
const { buildSchema, parse, validate } = require("graphql");
const fs = require("fs");

const sdl = `${__dirname}/node_modules/@octokit/graphql-schema/schema.graphql`;
const built = buildSchema(fs.readFileSync(sdl, "utf8"), { assumeValid: true, assumeValidSDL: true });
const queries = JSON.parse(fs.readFileSync(0, "utf8"));
const problems = queries.flatMap((query) => validate(built, parse(query)).map(String));
console.log(JSON.stringify(problems));
