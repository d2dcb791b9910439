"""Writes denoise.onnx and denoise_int8.onnx: a denoiser for small grey images, whose middle is an
operator that ONNX does not have.

    /usr/bin/python3 make_model.py        (Debian: python3-onnx python3-numpy)

Nothing is trained. Each 3 x 3 patch goes through the discrete cosine transform (a convolution with
nine filters), small coefficients are taken for noise (ai.example::SoftThreshold, written in
SoftThreshold.java), and the inverse transforms of all patches that cover a pixel are averaged (a
second convolution).
"""
import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

SIZE = 16
THRESHOLD = 0.15


def cosine_filters():
    """The nine basis images of the 3 x 3 DCT, orthonormal: [9, 1, 3, 3]."""
    n = np.arange(3)
    basis = np.cos(np.pi * (n[None, :] + 0.5) * n[:, None] / 3) * np.sqrt(2 / 3)
    basis[0] /= np.sqrt(2)
    return np.einsum("ui,vj->uvij", basis, basis).reshape(9, 1, 3, 3).astype(np.float32)


def constant(name, value):
    return numpy_helper.from_array(value, name)


def write(file, nodes, constants):
    graph = helper.make_graph(
        nodes,
        "denoise",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 1, SIZE, SIZE])],
        [helper.make_tensor_value_info("clean", TensorProto.FLOAT, [1, 1, SIZE, SIZE])],
        constants,
    )
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("ai.example", 1)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="make_model.py")
    model.ir_version = 7
    save(model, file)


def threshold(source, result):
    return helper.make_node(
        "SoftThreshold", [source], [result], "threshold", domain="ai.example", threshold=THRESHOLD
    )


def float_model():
    analysis = cosine_filters()
    synthesis = analysis[:, :, ::-1, ::-1].transpose(1, 0, 2, 3) / 9
    write(
        "denoise.onnx",
        [
            helper.make_node("Conv", ["image", "analysis"], ["dct"], "dct", pads=[1] * 4),
            threshold("dct", "kept"),
            helper.make_node("Conv", ["kept", "synthesis"], ["clean"], "inverse", pads=[1] * 4),
        ],
        [constant("analysis", analysis), constant("synthesis", np.ascontiguousarray(synthesis))],
    )


def int8_model():
    """The same with int8 activations and weights, as QuantizeLinear and DequantizeLinear say."""
    nodes, constants = [], []

    def scale(name, value, zero):
        constants.append(constant(name + "_scale", np.array(value, np.float32)))
        constants.append(constant(name + "_zero", np.array(zero, np.int8)))

    def quantized(source, name, value, zero):
        scale(name, value, zero)
        arguments = [name + "_scale", name + "_zero"]
        nodes.append(helper.make_node("QuantizeLinear", [source] + arguments, [name + "_q"]))
        nodes.append(helper.make_node("DequantizeLinear", [name + "_q"] + arguments, [name]))

    def weights(name, value):
        step = float(np.abs(value).max()) / 127
        scale(name, step, 0)
        constants.append(constant(name + "_q", np.rint(value / step).astype(np.int8)))
        arguments = [name + "_q", name + "_scale", name + "_zero"]
        nodes.append(helper.make_node("DequantizeLinear", arguments, [name]))

    analysis = cosine_filters()
    weights("analysis", analysis)
    weights("synthesis", np.ascontiguousarray(analysis[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)) / 9)
    quantized("image", "pixels", 1 / 255, -128)
    nodes.append(helper.make_node("Conv", ["pixels", "analysis"], ["dct"], "dct", pads=[1] * 4))
    quantized("dct", "coefficients", 3 / 127, 0)
    nodes.append(threshold("coefficients", "kept"))
    quantized("kept", "large", 3 / 127, 0)
    nodes.append(
        helper.make_node("Conv", ["large", "synthesis"], ["sum"], "inverse", pads=[1] * 4)
    )
    quantized("sum", "clean", 1 / 255, -128)
    write("denoise_int8.onnx", nodes, constants)


float_model()
int8_model()
