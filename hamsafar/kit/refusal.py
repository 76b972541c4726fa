"""The one exception an action raises to say no."""


class Refusal(Exception):
    """The person asked for something they may not do. The message is shown to them.

    The message is one sentence in the active language that says what to do next.
    """
