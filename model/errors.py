"""The one exception whose text may be shown to whoever uses the app."""


class UserError(Exception):
    """Something the user gave, or that lies on this machine, can't be used.

    Its text is one or two plain sentences: what was given, and what would be right.
    """
