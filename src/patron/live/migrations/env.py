"""Run by Alembic: the changes happen on the connection that is given, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
