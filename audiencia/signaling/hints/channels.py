"""Every key and channel name that is used in Redis."""


def hints(installation: str) -> str:
    """Where `queue:version`, two whole numbers, is published after a commit. Others may use the same Redis."""
    return f"audiencia:{installation}:hints"
