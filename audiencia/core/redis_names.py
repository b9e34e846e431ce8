"""Every key and channel name that is used in Valkey. Each holds the installation's name: others may use the same Valkey."""


def hints(installation: str) -> str:
    """Channel where `queue:version`, two whole numbers, is published after a commit; sessions that ended, and messages
    about the keys of calls."""
    return f"audiencia:{installation}:hints"


def count(installation: str, subject: bytes) -> str:
    """Key of how often `subject`, a keyed hash, did something in the window that goes on."""
    return f"audiencia:{installation}:count:{subject.hex()}"
