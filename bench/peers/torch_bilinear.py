"""Extragradient on f(x, y) = xᵀAy, A dense [d, d]."""
import torch


def derived(A):
    """The field (∇_x f, −∇_y f) by PyTorch's tape."""

    def field(x, y):
        x, y = x.detach().requires_grad_(), y.detach().requires_grad_()
        g_x, g_y = torch.autograd.grad(x @ (A @ y), (x, y))
        return g_x, -g_y

    return field


def written(A):
    """The field (Ay, −Aᵀx) as a formula."""
    At = A.T
    return lambda x, y: (A @ y, -(At @ x))


def extragradient(field, η):
    @torch.no_grad()
    def step(x, y):
        with torch.enable_grad():
            u, v = field(x, y)
        x_half, y_half = x.sub(u, alpha=η), y.sub(v, alpha=η)
        with torch.enable_grad():
            u, v = field(x_half, y_half)
        return x.sub(u, alpha=η), y.sub(v, alpha=η)

    return step
