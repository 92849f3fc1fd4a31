// Holds queries, their variables and the answers to them, on standard input as a JSON list, against
// GitHub's published GraphQL schema.
const { buildSchema, executeSync, parse, validate } = require("graphql");
const fs = require("fs");

const sdl = `${__dirname}/node_modules/@octokit/graphql-schema/schema.graphql`;
const schema = buildSchema(fs.readFileSync(sdl, "utf8"), { assumeValid: true, assumeValidSDL: true });

// An answer is walked as if it were the data behind the query: what may not be null, or is of another
// type, is an error, and so is a part that was asked for and is not there. Without data only the query is held.
function problems({ query, variables, data }) {
  const document = parse(query);
  const invalid = validate(schema, document);
  if (invalid.length || !data) return invalid;
  const fieldResolver = (source, _arguments, _context, { fieldName }) => {
    if (!(fieldName in source)) throw new Error(`${fieldName} is missing`);
    return source[fieldName];
  };
  return executeSync({ schema, document, rootValue: data, variableValues: variables, fieldResolver }).errors ?? [];
}

const rows = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(rows.flatMap(problems).map(String)));
