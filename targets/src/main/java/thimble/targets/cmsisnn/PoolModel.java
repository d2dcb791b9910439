package thimble.targets.cmsisnn;

import thimble.targets.cmsisnn.WindowModel.Dimensions;
import thimble.targets.cmsisnn.WindowModel.Tile;

/**
 * A pooling layer, as CMSIS-NN's structures say it.
 *
 * @param function of the library
 * @param title what the kind is called
 * @param bufferBytes working memory; 0 for none
 */
public record PoolModel(
    String function,
    String title,
    int bufferBytes,
    Dimensions from,
    Tile kernel,
    Dimensions to,
    Tile stride,
    Tile padding) {}
