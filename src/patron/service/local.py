"""Without keys the service answers this machine only."""

import ipaddress
from collections.abc import Mapping, Sequence

from patron.errors import ConfigError

SWITCH = "PATRON_INSECURE_LOCAL"
DEFAULT_HOST = "127.0.0.1"


def is_insecure(environment: Mapping[str, str]) -> bool:
    """Return whether the service is to answer without keys.

    Raises
    ------
    ConfigError
        If the switch is neither 1 nor 0.
    """
    said = environment.get(SWITCH) or "0"
    if said not in ("0", "1"):
        raise ConfigError(f"{SWITCH} is {said!r}, but must be 1 (answer without keys) or 0.")
    return said == "1"


def check_local(environment: Mapping[str, str], command: Sequence[str]) -> None:
    """Check that a service without keys is reached from this machine only.

    Parameters
    ----------
    environment
        Says whether there are keys, and perhaps the address to listen on.
    command
        What was typed to start it.

    Raises
    ------
    ConfigError
        If other machines could reach it.
    """
    host = host_of(environment, command)
    if is_insecure(environment) and not is_loopback(host):
        raise ConfigError(
            f"{SWITCH}=1 answers whoever asks, so the service must listen on 127.0.0.1 and not on "
            f"{host}. Leave it out, and make keys with `patron key add`."
        )


def host_of(environment: Mapping[str, str], command: Sequence[str]) -> str:
    """Return the address that the service is told to listen on."""
    host = environment.get("BENTOML_HOST") or DEFAULT_HOST
    for place, word in enumerate(command):
        if word.startswith("--host="):
            host = word.partition("=")[2]
        elif word == "--host" and place + 1 < len(command):
            host = command[place + 1]
    return host


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_asked_locally(scope: Mapping[str, object]) -> bool:
    """Return whether a request came to this machine's own address, and says so in its Host.

    A web page whose name was made to point here (DNS rebinding) says another name.
    """
    server = scope.get("server")
    reached = isinstance(server, Sequence) and len(server) > 0 and is_loopback(str(server[0]))
    headers = scope["headers"]
    names = [value for key, value in headers if key == b"host"]  # type: ignore[attr-defined]
    if not reached or len(names) != 1:
        return False
    host = names[0].decode("latin-1")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return is_loopback(name)
