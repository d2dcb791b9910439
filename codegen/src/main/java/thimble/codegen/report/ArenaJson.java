package thimble.codegen.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thimble.codegen.report.ArenaPicture.Kind;
import thimble.codegen.report.ArenaPicture.Piece;
import thimble.codegen.report.ArenaPicture.Tensor;

/**
 * {@code arena.json}: an {@link ArenaPicture}, for the page to be drawn again when a run has
 * measured more, and for other tools. A piece is {@code [tensor, offset, bytes, firstStep,
 * lastStep, firstRow, rows, lastRow]}.
 */
public final class ArenaJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ArenaJson() {}

  /** The file's content. */
  public static String write(ArenaPicture picture) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("arena", picture.arenaBytes());
    root.put("steps", picture.steps());
    root.put("peakStep", picture.peakStep());
    root.put("peakWork", picture.peakWork());
    ArrayNode live = root.putArray("live");
    picture.live().forEach(live::add);
    ArrayNode tensors = root.putArray("tensors");
    for (Tensor tensor : picture.tensors()) {
      ObjectNode node = tensors.addObject();
      node.put("name", tensor.name());
      node.put("kind", tensor.kind().name().toLowerCase(Locale.ROOT));
      node.put("layer", tensor.layer());
      node.put("shape", tensor.shape());
      node.put("rows", tensor.rows());
    }
    write(root.putArray("pieces"), picture.pieces());
    write(root.putArray("peak"), picture.peak());
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(ArrayNode array, List<Piece> pieces) {
    for (Piece piece : pieces) {
      array
          .addArray()
          .add(piece.tensor())
          .add(piece.offset())
          .add(piece.bytes())
          .add(piece.firstStep())
          .add(piece.lastStep())
          .add(piece.firstRow())
          .add(piece.rows())
          .add(piece.lastRow());
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException where the text is something else
   */
  public static ArenaPicture read(String text) {
    try {
      JsonNode root = MAPPER.readTree(text);
      List<Long> live = new ArrayList<>();
      root.required("live").forEach(node -> live.add(node.asLong()));
      List<Tensor> tensors = new ArrayList<>();
      root.required("tensors").forEach(node -> tensors.add(tensor(node)));
      return new ArenaPicture(
          root.required("arena").asLong(),
          root.required("steps").asInt(),
          root.required("peakStep").asInt(),
          root.required("peakWork").asText(),
          live,
          tensors,
          pieces(root.required("pieces")),
          pieces(root.required("peak")));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not the picture of an arena", e);
    }
  }

  private static Tensor tensor(JsonNode node) {
    return new Tensor(
        node.required("name").asText(),
        Kind.valueOf(node.required("kind").asText().toUpperCase(Locale.ROOT)),
        node.required("layer").asInt(),
        node.required("shape").asText(),
        node.required("rows").asInt());
  }

  private static List<Piece> pieces(JsonNode array) {
    List<Piece> pieces = new ArrayList<>();
    for (JsonNode node : array) {
      pieces.add(
          new Piece(
              node.required(0).asInt(),
              node.required(1).asLong(),
              node.required(2).asLong(),
              node.required(3).asInt(),
              node.required(4).asInt(),
              node.required(5).asInt(),
              node.required(6).asInt(),
              node.required(7).asInt()));
    }
    return pieces;
  }
}
