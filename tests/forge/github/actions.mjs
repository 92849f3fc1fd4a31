// Reads workflows and works out expressions as GitHub's own libraries do, a question and an answer a line.
import { register } from "node:module";
import readline from "node:readline";

// The parser imports its schema without saying that it is JSON, which node takes from bundlers alone.
const hook = `export const load = (url, context, next) =>
  next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { data, Evaluator, Lexer, Parser, wellKnownFunctions } = await import("@actions/expressions");
const { truthy } = await import("@actions/expressions/result");
const workflows = await import("@actions/workflow-parser");

// What stands in the place of `${{ … }}` in a workflow that was read.
const EXPRESSION = "${{";

function plain(token) {
  if (workflows.isBasicExpression(token)) return { [EXPRESSION]: token.expression };
  if (workflows.isSequence(token)) return Array.from({ length: token.count }, (_, at) => plain(token.get(at)));
  if (workflows.isMapping(token)) {
    return Object.fromEntries(Array.from({ length: token.count }, (_, at) => token.get(at)).map((one) => [one.key.value, plain(one.value)]));
  }
  return token.value ?? null;
}

async function read({ name, content }) {
  const parsed = workflows.parseWorkflow({ name, content }, new workflows.NoOperationTraceWriter());
  const template = await workflows.convertWorkflowTemplate(parsed.context, parsed.value);
  const found = [...parsed.context.errors.getErrors(), ...(template.errors ?? [])];
  if (found.length) return { errors: found.map((error) => `${name}: ${error.message ?? error.Message}`) };
  const workflow = { ...plain(parsed.value), on: template.events };
  for (const job of template.jobs) {
    // The parser adds success() where a condition asks for no status.
    const read = workflow.jobs[job.id.value];
    read.if = plain(job.if);
    read.steps.forEach((step, at) => (step.if = plain(job.steps[at].if)));
  }
  return { errors: [], workflow };
}

function statusFunctions(status) {
  const given = { success: status === "success", failure: status === "failure", cancelled: status === "cancelled", always: true };
  const made = Object.entries(given).map(([name, value]) => {
    return [name, { name, description: "", minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) }];
  });
  return new Map(made);
}

function worth(text, { contexts, status }) {
  const own = statusFunctions(status);
  const functions = [...Object.values(wellKnownFunctions), ...own.values()];
  const tree = new Parser(new Lexer(text).lex().tokens, Object.keys(contexts), functions).parse();
  return new Evaluator(tree, JSON.parse(JSON.stringify(contexts), data.reviver), own).evaluate();
}

function texts(value, given) {
  if (value !== null && typeof value === "object") {
    if (EXPRESSION in value) return worth(value[EXPRESSION], given).coerceString();
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, texts(one, given)]));
  }
  return value === null ? "" : String(value);
}

const answers = {
  read,
  texts: ({ value, ...given }) => texts(value, given),
  holds: ({ value, ...given }) => truthy(worth(value[EXPRESSION], given)),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { asked, ...rest } = JSON.parse(line);
  const answer = await Promise.resolve(rest)
    .then(answers[asked])
    .then((value) => ({ value }), (problem) => ({ problem: String(problem) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
