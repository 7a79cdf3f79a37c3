"""The k leading right singular pairs of centred pictures by NumPy or SciPy: linear_algebra.py METHOD FILE N D K, prints one line of JSON.

The time is that of the method from the bytes on; the residual |V X^T X - diag(s^2) V|_F / s_1^2 is measured after it.
"""
import json
import sys
import time

import numpy as np
import scipy.sparse.linalg

method, path, (n, d, k) = sys.argv[1], sys.argv[2], map(int, sys.argv[3:])
pixels = np.fromfile(path, np.uint8).reshape(n, d)


def centred(dtype=np.float64):
    X = pixels / dtype(255)
    return X - X.mean(0)


def svd():
    _, s, V = np.linalg.svd(centred(), full_matrices=False)
    return s[:k], V[:k]


def eigh():
    X = centred()
    w, V = np.linalg.eigh(X.T @ X)
    return np.sqrt(np.maximum(w[: -k - 1 : -1], 0)), V[:, : -k - 1 : -1].T


def svds():
    _, s, V = scipy.sparse.linalg.svds(centred(), k)
    order = np.argsort(-s)
    return s[order], V[order]


def eigsh():
    X = centred()
    w, V = scipy.sparse.linalg.eigsh(X.T @ X, k)
    return np.sqrt(w[::-1]), V.T[::-1]


def randomized(dtype, q=4, oversampling=10):
    """Halko, Martinsson and Tropp, Algorithms 4.4 and 5.1: what scikit-learn's randomized_svd does with n_iter=4 and QR between."""
    X = centred(dtype)
    Q = np.random.default_rng(0).standard_normal((d, k + oversampling)).astype(dtype)
    for _ in range(q):
        Q, _ = np.linalg.qr(X @ Q)
        Q, _ = np.linalg.qr(X.T @ Q)
    Q, _ = np.linalg.qr(X @ Q)
    _, s, V = np.linalg.svd(Q.T @ X, full_matrices=False)
    return s[:k], V[:k]


methods = {
    "svd": svd,
    "eigh": eigh,
    "svds": svds,
    "eigsh": eigsh,
    "randomized": lambda: randomized(np.float64),
    "randomized-float32": lambda: randomized(np.float32),
}
wall, cpu = time.perf_counter(), time.process_time()
s, V = methods[method]()
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
X, s, V = centred(), np.asarray(s, np.float64), np.asarray(V, np.float64)
residual = np.linalg.norm((V @ X.T) @ X - s[:, None] ** 2 * V) / s[0] ** 2
orthogonality = np.linalg.norm(V @ V.T - np.eye(k))
print(json.dumps({"wall": wall, "cpu": cpu, "first": s[0], "last": s[-1], "residual": residual, "orthogonality": orthogonality}))
