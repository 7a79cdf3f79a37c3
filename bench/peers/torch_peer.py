"""PyTorch as a contestant: `torch_peer.py WORK THREADS eager|compile|written`, or `torch_peer.py --check`."""
import json
import sys
from types import SimpleNamespace

import serving

checking = sys.argv[1] == "--check"
threads = 1 if checking else int(sys.argv[2])
import cores

cores.limit(threads)
import torch

import torch_bilinear
import torch_gradients_eager
import torch_gradients_functional
from torch_dcgan import DcGan
from torch_methods import methods
from torch_ring import Ring

torch.set_num_threads(threads)
games = {"ring": Ring, "images": DcGan}


def compiled(functions):
    """Each function compiled once for its fixed shapes."""
    names = ("field", "regularized_field", "mixture_field", "critic_gradient", "generator_gradient")
    return SimpleNamespace(**{name: torch.compile(getattr(functions, name), dynamic=False) for name in names})


def gradients_of(how, z):
    if how == "compile":
        return compiled(torch_gradients_functional)
    if how == "functional":
        return torch_gradients_functional
    for w in z:
        w.requires_grad_()
    return torch_gradients_eager


def gan(work, how):
    game = games[work["game"]](work)
    θ, ψ = game.start()
    step = methods[work["method"]](game, θ, ψ, gradients_of(how, θ + ψ), work)

    def draw(real=True, penalised=False):
        minibatch = (game.draw_real() if real else None, game.draw_latent())
        return (*minibatch, torch.rand(game.batch)) if penalised else minibatch

    def advance(steps, block):
        for _ in range(steps):
            step(draw)

    return advance


def field_of(A, how):
    return torch_bilinear.written(A) if how == "written" else torch_bilinear.derived(A)


def bilinear(work, how):
    d = work["dimension"]
    step = torch_bilinear.extragradient(field_of(torch.eye(d), how), work["stepSize"])
    if how == "compile":
        step = torch.compile(torch_bilinear.extragradient(torch_bilinear.written(torch.eye(d)), work["stepSize"]))
    x, y = torch.ones(d), torch.ones(d)

    def advance(steps, block):
        nonlocal x, y
        for _ in range(steps):
            x, y = step(x, y)

    return advance


def tensor(host):
    return torch.tensor(host["values"], dtype=torch.float64).reshape(host["shape"])


def end_of(work, start, samples):
    torch.set_default_dtype(torch.float64)
    if work["game"] == "bilinear":
        x, y = (tensor(blocks[0]) for blocks in start)
        step = torch_bilinear.extragradient(field_of(torch.eye(work["dimension"]), work["how"]), work["stepSize"])
        for _ in samples:
            x, y = step(x, y)
        return [x.tolist(), y.tolist()]
    game = games[work["game"]](work)
    θ, ψ = ([w.clone() for w in game.from_blocks(i, [tensor(b) for b in blocks])] for i, blocks in enumerate(start))
    step = methods[work["method"]](game, θ, ψ, gradients_of(work["how"], θ + ψ), work)
    for drawn in samples:
        minibatches = iter(drawn)

        def draw(real=True, penalised=False):
            given = next(minibatches)
            x = tensor(given["real"])
            x = game.own_real(x) if work["game"] == "images" else x
            return (x, tensor(given["latent"]), tensor(given["ε"])) if penalised else (x, tensor(given["latent"]))

        step(draw)
    return [
        torch.cat([w.detach().reshape(-1) for w in game.to_blocks(i, player)]).tolist() for i, player in enumerate((θ, ψ))
    ]


if checking:
    serving.serve_checks(end_of)
else:
    work, how = json.loads(sys.argv[1]), sys.argv[3]
    make = bilinear if work["game"] == "bilinear" else gan
    serving.serve(lambda: make(work, how), {"torch": torch.__version__, "python": sys.version.split()[0]})
