// Reads workflows and evaluates conditions (JSON on standard input) as GitHub's own libraries do.
import fs from "node:fs";
import { register } from "node:module";

// The parser imports its schema without saying that it is JSON, which node takes from bundlers alone.
const hook = `export const load = (url, context, next) =>
  next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { data, Evaluator, Lexer, Parser, wellKnownFunctions } = await import("@actions/expressions");
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  "@actions/workflow-parser"
);

const { workflows, conditions } = JSON.parse(fs.readFileSync(0, "utf8"));
const asked = JSON.stringify;

async function problems(file) {
  const parsed = parseWorkflow(file, new NoOperationTraceWriter());
  const template = await convertWorkflowTemplate(parsed.context, parsed.value);
  const errors = [...parsed.context.errors.getErrors(), ...(template.errors ?? [])];
  return errors.map((error) => `${file.name}: ${error.message ?? error.Message}`);
}

function known(status) {
  const answer = (value) => ({ minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) });
  const given = { success: status, failure: !status, always: true, cancelled: false };
  return new Map(Object.entries(given).map(([name, value]) => [name, { name, description: "", ...answer(value) }]));
}

function truth({ text, context, succeeded }) {
  const { tokens } = new Lexer(text).lex();
  const mine = known(succeeded);
  const functions = [...Object.values(wellKnownFunctions), ...mine.values()];
  const parsed = new Parser(tokens, Object.keys(context), functions).parse();
  const dictionary = JSON.parse(asked(context), data.reviver);
  const value = new Evaluator(parsed, dictionary, mine).evaluate();
  return !(value.kind === data.Kind.Null || [false, "", 0].includes(value.value));
}

const errors = (await Promise.all(workflows.map(problems))).flat();
console.log(asked({ errors, truths: conditions.map(truth) }));
