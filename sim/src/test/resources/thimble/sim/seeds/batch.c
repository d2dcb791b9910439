/*
 * Runs every network of a batch: two instances side by side, in arenas that are full of rubbish and
 * have walls around them, several runs each. Reads the inputs from standard input, network by
 * network, run by run, instance by instance; writes the outputs in the same order.
 */
#include "batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INSTANCES = 2, WALL = 64, RUBBISH = 0xA5, MOST_PORTS = 64 };

typedef struct instance {
    const network *net;
    int number;
    void *ctx;
    uint8_t *memory; /* wall, arena, wall */
    uint8_t *in[MOST_PORTS];
    uint8_t *out[MOST_PORTS];
    uint32_t sent[MOST_PORTS];
} instance;

static void fail(const instance *it, const char *what)
{
    fprintf(stderr, "%s, instance %d: %s\n", it->net->name, it->number, what);
    exit(1);
}

static uint8_t *take(const instance *it, size_t bytes)
{
    uint8_t *memory = malloc(bytes + 1);
    if (memory == NULL) {
        fail(it, "no memory");
    }
    return memory;
}

static size_t rounded(const network *net)
{
    return (net->arenaBytes + WALL - 1) / WALL * WALL;
}

static void take_row(void *user, int output, uint32_t row, const void *data)
{
    instance *it = user;
    const uint32_t bytes = it->net->outRowBytes[output];
    if (bytes == 0 || (row + 1) * bytes > it->net->outBytes[output]) {
        fail(it, "a row that does not exist is delivered");
    }
    memcpy(it->out[output] + row * bytes, data, bytes);
}

static void begin(instance *it, const network *net, int number)
{
    memset(it, 0, sizeof *it);
    it->net = net;
    it->number = number;
    if (net->inputs > MOST_PORTS || net->outputs > MOST_PORTS) {
        fail(it, "more ports than the batch has places");
    }
    it->ctx = take(it, net->contextBytes);
    it->memory = aligned_alloc(WALL, rounded(net) + 2 * WALL);
    memset(it->memory, RUBBISH, rounded(net) + 2 * WALL);
    if (net->init(it->ctx, it->memory + WALL, net->arenaBytes) != 0) {
        fail(it, "is not initialised");
    }
    for (int i = 0; i < net->inputs; i++) {
        it->in[i] = take(it, net->inBytes[i]);
    }
    for (int i = 0; i < net->outputs; i++) {
        it->out[i] = take(it, net->outBytes[i]);
    }
    if (net->deliver != NULL && net->deliver(it->ctx, take_row, it) != 0) {
        fail(it, "does not deliver");
    }
}

static void load(instance *it)
{
    const network *net = it->net;
    memset(it->sent, 0, sizeof it->sent);
    for (int i = 0; i < net->inputs; i++) {
        if (fread(it->in[i], 1, net->inBytes[i], stdin) != net->inBytes[i]) {
            fail(it, "has no input");
        }
        if (net->push == NULL) {
            memcpy(net->input(it->ctx, i), it->in[i], net->inBytes[i]);
        }
    }
}

/* The first instance's rows are copied, the second one's written where the network wants them. */
static int push_row(instance *it)
{
    const network *net = it->net;
    const int i = net->wanted(it->ctx);
    if (i < 0) {
        return 0;
    }
    const uint32_t bytes = net->inRowBytes[i];
    const uint8_t *row = it->in[i] + it->sent[i] % net->inBytes[i];
    it->sent[i] += bytes;
    if (it->number == 1) {
        row = memcpy(net->buffer(it->ctx), row, bytes);
    }
    if (net->push(it->ctx, i, row) != 0) {
        fail(it, "refuses a row");
    }
    return 1;
}

static void run(instance its[INSTANCES], int round)
{
    const network *net = its[0].net;
    if (net->push == NULL) {
        for (int k = 0; k < INSTANCES; k++) {
            if (net->run(its[k].ctx) != 0) {
                fail(&its[k], "does not run");
            }
        }
        return;
    }
    for (int k = 0; k < INSTANCES; k++) {
        if (round > 0 && net->restart(its[k].ctx) != 0) {
            fail(&its[k], "does not begin again");
        }
    }
    /* One is given up in the middle and begins anew. */
    for (int row = 0; row <= round; row++) {
        push_row(&its[0]);
    }
    memset(its[0].sent, 0, sizeof its[0].sent);
    if (net->wanted(its[0].ctx) >= 0 && net->restart(its[0].ctx) != 0) {
        fail(&its[0], "does not begin anew");
    }
    while (push_row(&its[0]) + push_row(&its[1]) > 0) {
    }
}

static void finish(instance *it)
{
    const network *net = it->net;
    for (int i = 0; i < net->outputs; i++) {
        if (net->outRowBytes[i] == 0) {
            memcpy(it->out[i], net->output(it->ctx, i), net->outBytes[i]);
        }
        fwrite(it->out[i], 1, net->outBytes[i], stdout);
        memset(it->out[i], RUBBISH, net->outBytes[i]);
    }
    for (size_t i = 0; i < WALL + rounded(net) - net->arenaBytes; i++) {
        if ((i < WALL && it->memory[i] != RUBBISH)
            || it->memory[WALL + net->arenaBytes + i] != RUBBISH) {
            fail(it, "writes outside its arena");
        }
    }
}

static void end(instance *it)
{
    for (int i = 0; i < it->net->inputs; i++) {
        free(it->in[i]);
    }
    for (int i = 0; i < it->net->outputs; i++) {
        free(it->out[i]);
    }
    free(it->memory);
    free(it->ctx);
}

int main(void)
{
    instance its[INSTANCES];
    for (int n = 0; n < batchSize; n++) {
        for (int k = 0; k < INSTANCES; k++) {
            begin(&its[k], batch[n], k);
        }
        for (int round = 0; round < batch[n]->rounds; round++) {
            for (int k = 0; k < INSTANCES; k++) {
                load(&its[k]);
            }
            run(its, round);
            for (int k = 0; k < INSTANCES; k++) {
                finish(&its[k]);
            }
        }
        for (int k = 0; k < INSTANCES; k++) {
            end(&its[k]);
        }
        fflush(stdout);
    }
    return 0;
}
