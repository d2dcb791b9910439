package thimble.targets;

import java.util.List;

/**
 * A C function that a template writes. Nodes whose stem and model are equal share one function.
 *
 * <p>The template {@code kernels/<stem>.c.ftl} sees three variables: {@code name}, the function's
 * name; {@code parameters}, its parameter list, which follows the arguments of the {@link
 * thimble.ir.op.KernelCall} as it does for translated kernels; and {@code k}, the model. A
 * parameter is called after its argument; sources {@code src} (operand 0), {@code src1}..., sinks
 * {@code dst}, {@code dst1}..., with {@code At} or {@code Rows} appended for the index.
 *
 * @param stem path of the template: {@code cortexm/conv_patch}
 * @param label what the function is called, where no other is: {@code conv3x3_16x32}
 * @param model everything the function's text depends on
 * @param instructionSet the header of instructions that the text includes: {@code c/<name>.h.ftl}
 * @param helpers functions that it calls, which others may call too. A helper's template writes its
 *     parameters itself; its name is its label, which stands for one model alone
 */
public record KernelTemplate(
    String stem, String label, Record model, String instructionSet, List<KernelTemplate> helpers) {
  public KernelTemplate {
    helpers = List.copyOf(helpers);
  }

  public KernelTemplate(String stem, String label, Record model, String instructionSet) {
    this(stem, label, model, instructionSet, List.of());
  }

  /** Of kernels for the DSP extension. */
  public KernelTemplate(String stem, String label, Record model) {
    this(stem, label, model, "dsp");
  }
}
