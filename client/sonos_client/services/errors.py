"""The error codes that mean the same for every service."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from sonos_client.errors import ErrorMeaning

COMMON_ERRORS = {
    400: ErrorMeaning("BAD_REQUEST", "The player could not understand the request."),
    401: ErrorMeaning("INVALID_ACTION", "This player's firmware has no such action."),
    402: ErrorMeaning(
        "INVALID_ARGS", "An argument is missing, malformed, out of range, or not possible on this model."
    ),
    404: ErrorMeaning("INVALID_VAR", "There is no such variable."),
    412: ErrorMeaning("PRECONDITION_FAILED", "A condition of the request is not met."),
    501: ErrorMeaning(
        "ACTION_FAILED",
        ("The player cannot do this now; a ZoneGroupState over 16 KiB and a fixed volume answer so too."),
    ),
    600: ErrorMeaning("ARGUMENT_VALUE_INVALID", "The value of an argument is not allowed."),
    601: ErrorMeaning("ARGUMENT_VALUE_OUT_OF_RANGE", "The value of an argument is out of range."),
    602: ErrorMeaning("OPTIONAL_ACTION_NOT_IMPLEMENTED", "The action is declared but not implemented."),
    603: ErrorMeaning("OUT_OF_MEMORY", "The player has no memory left for this."),
    604: ErrorMeaning("HUMAN_INTERVENTION_REQUIRED", "Somebody has to do something at the player."),
    605: ErrorMeaning("STRING_ARGUMENT_TOO_LONG", "A text is too long."),
    606: ErrorMeaning("ACTION_NOT_AUTHORIZED", "The player does not allow this action."),
}
