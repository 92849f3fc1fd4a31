"""What the commands about staff take alike: whom it is about, from which day on, to which day."""

from __future__ import annotations

import click

who_argument = click.argument("who", required=False, default="", metavar="[PERSON]")
from_option = click.option(
    "--from", "start", default="", metavar="DAY", help="First day; default: today."
)
until_option = click.option("--until", default="", metavar="DAY", help="Last day (inclusive).")
last_day_option = click.option(
    "--until", default="", metavar="DAY", help="Last day (inclusive); default: today."
)
