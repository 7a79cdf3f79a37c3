"""Does what other programs do with exported files: reads jobs as JSON from stdin, writes what each gives as JSON to stdout."""
import contextlib
import json
import sys

import numpy as np


def listed(arrays):
    return {name: {"shape": list(a.shape), "dtype": str(a.dtype), "values": a.ravel().tolist()} for name, a in arrays.items()}


def run(model, inputs):
    """Runs an ONNX file on inputs given as {shape, dtype, values}."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(2)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    feeds = {name: np.array(t["values"], t["dtype"]).reshape(t["shape"]) for name, t in inputs.items()}
    names = [o.name for o in session.get_outputs()]
    meta = session.get_modelmeta()
    return {
        "outputs": listed(dict(zip(names, session.run(names, feeds)))),
        "shapes": {v.name: v.shape for v in [*session.get_inputs(), *session.get_outputs()]},
        "metadata": meta.custom_metadata_map,
        "doc": meta.description,
    }


def read(file):
    from safetensors import safe_open

    with safe_open(file, "np") as f:
        return {"tensors": listed({name: f.get_tensor(name) for name in f.keys()}), "metadata": f.metadata()}


def write(file, tensors):
    from safetensors.numpy import save_file

    save_file({name: np.array(t["values"], t["dtype"]).reshape(t["shape"]) for name, t in tensors.items()}, file)


def mlp(file, player, x):
    """The perceptron of ReLU layers of these weights, in NumPy and double precision."""
    from safetensors.numpy import load_file

    weights = load_file(file)
    h, layers = np.array(x), sum(name.startswith(f"{player}.w") for name in weights)
    for i in range(layers):
        h = h @ weights[f"{player}.w{i}"].astype(float) + weights[f"{player}.b{i}"].astype(float)
        h = np.maximum(h, 0) if i < layers - 1 else h
    return listed({"y": h})


def docs(blocks, given):
    """Runs blocks of a text one after another, then looks at what they have made."""
    scope = {}
    for block in blocks:
        exec(block, scope)
    return listed({name: np.asarray(eval(expression, scope)) for name, expression in given.items()})


jobs = {"run": run, "read": read, "write": write, "mlp": mlp, "docs": docs}
with contextlib.redirect_stdout(sys.stderr):
    given = [jobs[job.pop("do")](**job) for job in json.load(sys.stdin)]
json.dump(given, sys.stdout)
