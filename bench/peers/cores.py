"""How many threads a peer may use: set before torch or jax is imported."""
import os


def limit(threads):
    """Limits every thread pool. XLA sizes its own by the cores of its process, and NPROC where that is set; so both are set."""
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NPROC"):
        os.environ[name] = str(threads)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[-threads:]))
