"""What click says of a command line that it does not understand, as sentences of ours."""

from __future__ import annotations

import click

from ubah.core.diagnostics import CannotRun, Message, msg


def usage_problem(problem: click.ClickException) -> CannotRun:
    """Return what click says, in its own English, as a sentence that can be translated."""
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    command = context.command_path if context else "ubah"
    hint = msg("type: {command} --help", command=command)
    if isinstance(problem, click.NoSuchOption):
        return CannotRun(msg("there is no option {option}", option=problem.option_name), hint)
    if isinstance(problem, click.BadOptionUsage):
        return CannotRun(_option_usage(problem), hint)
    if isinstance(problem, click.BadParameter):
        return _parameter_problem(problem, hint)
    if isinstance(problem, click.FileError):
        path = str(problem.ui_filename)
        return CannotRun(msg("{path} cannot be used", path=path), hint)
    if context and problem.message.startswith("No such command"):
        return _no_such_command(_between(problem.message, "'", "'"), context)
    extra = _between(problem.message, "(", ")")
    if problem.message.startswith("Got unexpected extra argument") and extra:
        return CannotRun(msg("this is too much: {words}", words=extra), hint)
    return CannotRun(msg("the command cannot be understood"), hint)


def _no_such_command(name: str, context: click.Context) -> CannotRun:
    known = (
        context.command.list_commands(context) if isinstance(context.command, click.Group) else ()
    )
    return CannotRun(
        msg("there is no command {command}", command=name),
        msg("possible here: {known}", known=", ".join(known)),
    )


def _option_usage(problem: click.BadOptionUsage) -> Message:
    option = problem.option_name
    if "does not take a value" in problem.message:
        return msg("{option} takes no value", option=option)
    return msg("{option} wants a value behind it", option=option)


def _parameter_problem(problem: click.BadParameter, hint: Message) -> CannotRun:
    parameter = problem.param
    name = " / ".join(parameter.opts) if isinstance(parameter, click.Option) else ""
    if parameter is not None and not name:
        name = parameter.human_readable_name
    if isinstance(problem, click.MissingParameter):
        return CannotRun(msg("{name} is missing", name=name), hint)
    if parameter is not None and isinstance(parameter.type, click.Choice):
        known = ", ".join(str(choice) for choice in parameter.type.choices)
        return CannotRun(
            msg("{name} does not take that value", name=name),
            msg("possible here: {known}", known=known),
        )
    if parameter is not None and isinstance(parameter.type, click.Path):
        return CannotRun(_path_problem(name, problem.message), hint)
    return CannotRun(msg("{name} does not take that value", name=name), hint)


def _path_problem(name: str, said: str) -> Message:
    """Say what is wrong with a path; the exception itself tells it in words only."""
    path = _between(said, "'", "'")
    if "does not exist" in said:
        return msg("{name}: there is no file or folder {path}", name=name, path=path)
    if "is a directory" in said:
        return msg("{name}: {path} is a folder, not a file", name=name, path=path)
    if "is a file" in said:
        return msg("{name}: {path} is a file, not a folder", name=name, path=path)
    return msg("{name}: {path} cannot be used", name=name, path=path)


def _between(text: str, opening: str, closing: str) -> str:
    start, end = text.find(opening), text.rfind(closing)
    return text[start + 1 : end] if -1 < start < end else ""
