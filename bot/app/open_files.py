"""How many files we may have open at once: many systems allow fewer than a round of polls needs."""

WANTED = 4096


def allow_open_files() -> None:
    """Raise our own limit as far as the system lets us; nothing where it knows none."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
