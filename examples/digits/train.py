#!/usr/bin/env python3
"""Trains the digits example and writes it as a quantized (QDQ) ONNX model.

Needs the Debian packages python3-numpy, python3-sklearn (which carries the data set: 1797 scanned digits of 8x8
pixels) and python3-onnx. Run in this directory:

    python3 train.py

Writes digits.onnx (int8 QDQ), digits_float.onnx, and the test set: images.npy [N, 1, 8, 8] float32 and labels.csv.
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits

rng = np.random.RandomState(7)
TEST_IMAGES = 360


# --- a small convolutional network in numpy, channels first -------------------------------------------------------

def columns(x):
    """3x3 windows of x [N, C, H, W], padded by 1: [N, C * 9, H * W]."""
    n, c, h, w = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    taps = [padded[:, :, i:i + h, j:j + w] for i in range(3) for j in range(3)]
    return np.stack(taps, 2).reshape(n, c * 9, h * w)


def uncolumns(g, shape):
    """The transpose of columns()."""
    n, c, h, w = shape
    g = g.reshape(n, c, 9, h, w)
    padded = np.zeros((n, c, h + 2, w + 2), g.dtype)
    for tap in range(9):
        i, j = divmod(tap, 3)
        padded[:, :, i:i + h, j:j + w] += g[:, :, tap]
    return padded[:, :, 1:-1, 1:-1]


class Conv:
    def __init__(self, inputs, outputs):
        self.w = (rng.randn(outputs, inputs, 3, 3) * np.sqrt(2 / (9 * inputs))).astype(np.float32)
        self.b = np.zeros(outputs, np.float32)

    def forward(self, x):
        self.shape, self.cols = x.shape, columns(x)
        y = np.einsum('ok,nkp->nop', self.w.reshape(len(self.w), -1), self.cols, optimize=True)
        self.y = np.maximum(y.reshape(x.shape[0], -1, *x.shape[2:]) + self.b[None, :, None, None], 0)
        return self.y

    def backward(self, g):
        g = (g * (self.y > 0)).reshape(g.shape[0], g.shape[1], -1)
        self.gw = np.einsum('nop,nkp->ok', g, self.cols, optimize=True).reshape(self.w.shape)
        self.gb = g.sum((0, 2))
        return uncolumns(np.einsum('ok,nop->nkp', self.w.reshape(len(self.w), -1), g, optimize=True), self.shape)


class MaxPool:
    def forward(self, x):
        n, c, h, w = x.shape
        self.x = x.reshape(n, c, h // 2, 2, w // 2, 2)
        self.y = self.x.max((3, 5), keepdims=True)
        return self.y[:, :, :, 0, :, 0]

    def backward(self, g):
        mask = self.x == self.y
        return (mask * g[:, :, :, None, :, None] / mask.sum((3, 5), keepdims=True)).reshape(
            g.shape[0], g.shape[1], g.shape[2] * 2, g.shape[3] * 2)


class GlobalAverage:
    def forward(self, x):
        self.shape = x.shape
        return x.mean((2, 3))

    def backward(self, g):
        return np.broadcast_to(g[:, :, None, None], self.shape) / (self.shape[2] * self.shape[3])


class Dense:
    def __init__(self, inputs, outputs):
        self.w = (rng.randn(outputs, inputs) * np.sqrt(1 / inputs)).astype(np.float32)
        self.b = np.zeros(outputs, np.float32)

    def forward(self, x):
        self.x = x
        return x @ self.w.T + self.b

    def backward(self, g):
        self.gw, self.gb = g.T @ self.x, g.sum(0)
        return g @ self.w


conv1, conv2, conv3, dense = Conv(1, 8), Conv(8, 16), Conv(16, 32), Dense(32, 10)
layers = [conv1, conv2, MaxPool(), conv3, GlobalAverage(), dense]


def forward(x):
    activations = [x]
    for layer in layers:
        activations.append(layer.forward(activations[-1]))
    return activations


def train(x, y, epochs=60, batch=32):
    parameters = [(layer, name) for layer in (conv1, conv2, conv3, dense) for name in ('w', 'b')]
    first = [np.zeros_like(getattr(*p)) for p in parameters]
    second = [np.zeros_like(getattr(*p)) for p in parameters]
    step = 0
    for epoch in range(epochs):
        order = rng.permutation(len(x))
        rate = 3e-3 * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        for start in range(0, len(x), batch):
            index = order[start:start + batch]
            shift = rng.randint(-1, 2, 2)
            logits = forward(np.roll(x[index], shift, (2, 3)))[-1]
            p = np.exp(logits - logits.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            p[np.arange(len(index)), y[index]] -= 1
            g = p / len(index)
            for layer in reversed(layers):
                g = layer.backward(g)
            step += 1
            for i, (layer, name) in enumerate(parameters):
                gradient = getattr(layer, 'g' + name)
                first[i] = 0.9 * first[i] + 0.1 * gradient
                second[i] = 0.99 * second[i] + 0.01 * gradient ** 2
                update = first[i] / (1 - 0.9 ** step) / (np.sqrt(second[i] / (1 - 0.99 ** step)) + 1e-8)
                getattr(layer, name)[...] -= rate * update


# --- export ---------------------------------------------------------------------------------------------------

def build(name, quantized, calibration):
    """The network as ONNX; quantized: int8 activations per tensor, int8 weights per output channel, int32 bias."""
    nodes, initialisers = [], []

    def constant(label, array):
        initialisers.append(numpy_helper.from_array(np.ascontiguousarray(array), label))
        return label

    def quantize(tensor, low, high):
        """A QuantizeLinear and DequantizeLinear around a tensor; returns its scale and the new name."""
        if not quantized:
            return 1.0, tensor
        low, high = min(low, 0.0), max(high, 0.0)
        scale = np.float32((high - low) / 255)
        zero = np.int8(np.clip(round(-128 - low / scale), -128, 127))
        s, z = constant(tensor + '_scale', scale), constant(tensor + '_zero', zero)
        nodes.append(helper.make_node('QuantizeLinear', [tensor, s, z], [tensor + '_q'], tensor + '_Q'))
        nodes.append(helper.make_node('DequantizeLinear', [tensor + '_q', s, z], [tensor + '_dq'], tensor + '_DQ'))
        return scale, tensor + '_dq'

    def parameters(label, layer, scale):
        if not quantized:
            return [constant(label + '_w', layer.w), constant(label + '_b', layer.b)]
        largest = np.abs(layer.w.reshape(len(layer.w), -1)).max(1)
        ws = (np.maximum(largest, 1e-6) / 127).astype(np.float32)
        stored = np.round(layer.w / ws.reshape(-1, *[1] * (layer.w.ndim - 1))).astype(np.int8)
        bs = (ws * scale).astype(np.float32)
        result = []
        for part, data, s in (('w', stored, ws), ('b', np.round(layer.b / bs).astype(np.int32), bs)):
            full = f'{label}_{part}'
            inputs = [constant(full + '_q', data), constant(full + '_scale', s),
                      constant(full + '_zero', np.zeros(len(s), data.dtype))]
            nodes.append(helper.make_node('DequantizeLinear', inputs, [full], full + '_DQ', axis=0))
            result.append(full)
        return result

    ranges = [(a.min(), a.max()) for a in forward(calibration)]
    scale, x = quantize('image', 0.0, 1.0)
    for i, (label, layer) in enumerate((('conv1', conv1), ('conv2', conv2), ('pool', None), ('conv3', conv3))):
        if layer is None:
            nodes.append(helper.make_node('MaxPool', [x], [label], label, kernel_shape=[2, 2], strides=[2, 2]))
            x = label
            if quantized:  # same scale: a maximum is one of its inputs
                low, high = ranges[2]
                scale, x = quantize(label, low, high)
            continue
        inputs = [x] + parameters(label, layer, scale)
        nodes.append(helper.make_node('Conv', inputs, [label], label, kernel_shape=[3, 3], pads=[1, 1, 1, 1]))
        nodes.append(helper.make_node('Relu', [label], [label + '_relu'], label + '_relu'))
        scale, x = quantize(label + '_relu', *ranges[i + 1])
    nodes.append(helper.make_node('GlobalAveragePool', [x], ['average'], 'average'))
    scale, x = quantize('average', *ranges[5])
    nodes.append(helper.make_node('Flatten', [x], ['features'], 'flatten', axis=1))
    scale, x = quantize('features', *ranges[5])
    nodes.append(helper.make_node('Gemm', [x] + parameters('dense', dense, scale), ['logits'], 'dense', transB=1))
    _, x = quantize('logits', *ranges[6])
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info('image', TensorProto.FLOAT, [1, 1, 8, 8])],
        [helper.make_tensor_value_info(x, TensorProto.FLOAT, [1, 10])], initialisers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], producer_name='thimble digits example')
    model.ir_version = 7
    onnx.checker.check_model(model)
    return model


def main():
    digits = load_digits()
    x = (digits.images / 16).astype(np.float32)[:, None]
    y = digits.target
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    train(x[TEST_IMAGES:], y[TEST_IMAGES:])
    accuracy = (forward(x[:TEST_IMAGES])[-1].argmax(1) == y[:TEST_IMAGES]).mean()
    print(f'float accuracy on {TEST_IMAGES} test images: {100 * accuracy:.1f} %')
    onnx.save(build('digits', False, x[TEST_IMAGES:]), 'digits_float.onnx')
    onnx.save(build('digits', True, x[TEST_IMAGES:]), 'digits.onnx')
    np.save('images.npy', x[:TEST_IMAGES])
    with open('labels.csv', 'w') as file:
        file.write('index,label\n')
        file.writelines(f'{i},{label}\n' for i, label in enumerate(y[:TEST_IMAGES]))


if __name__ == '__main__':
    main()
