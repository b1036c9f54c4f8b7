public import CanonicalJSON
public import PromptTemplate

/// A prompt's text in Handlebars, as dotprompt has it: taken apart once and rendered often.
///
/// Values are never escaped, and never read as tags. Besides Handlebars' own `if`, `unless`, `each`,
/// `with`, `lookup`, sections, paths, `@` data and partials there are dotprompt's `role`, `history`,
/// `media`, `section`, `json`, `ifEquals` and `unlessEquals`, and `messages "name"` for a list of
/// messages that the caller gives.
///
/// ```swift
/// let template = try HandlebarsTemplate(parsing: "{{#each items}}- {{name}}\n{{/each}}")
/// let chat = try template.render(RenderInput(["items": [["name": "Tea"]]]))
/// ```
public struct HandlebarsTemplate: Sendable {
  let tree: TemplateTree

  /// Takes a text apart, in time linear in its size.
  ///
  /// - Throws: `HandlebarsSyntaxError` with the place of what cannot be read, or of what is not
  ///   carried out: partial blocks, inline partials, raw blocks, decorators, names of partials that
  ///   are computed, unknown helpers, unclosed blocks, and more than 100 blocks in each other.
  public init(parsing text: String) throws(HandlebarsSyntaxError) {
    let source = Array(text.utf8)
    do throws(ReadingFailure) {
      tree = try TreeParser.parse(source)
    } catch {
      throw HandlebarsSyntaxError(
        position: TextPosition(offset: error.offset, in: source), reason: error.reason)
    }
  }

  /// The messages of the template with these values.
  ///
  /// Text before the first `role` is a message of the user. Text after `{{history}}` is one of the
  /// model, as in dotprompt, and text after `{{messages "name"}}` one of the user. Messages and
  /// parts that are white space alone are dropped, as in dotprompt. `{{history}}` stands for the
  /// list `history`; without it, such a list goes before the last message if that is the user's,
  /// else to the end. A list that is asked for and not given stays in its place.
  ///
  /// - Parameters:
  ///   - input: Values, lists of messages, and what `@name` reads.
  ///   - defaults: Values for those that are not given.
  ///   - partials: What `{{> name}}` stands for.
  ///   - strict: Whether a path that is read and not there is an error, and so is an array or an
  ///     object where text goes.
  /// - Throws: `HandlebarsRenderError`.
  public func render(
    _ input: RenderInput, defaults: JSONObject = JSONObject(),
    partials: @escaping HandlebarsPartials = { _ in nil }, limits: RenderLimits = .standard,
    strict: Bool = false
  ) throws(HandlebarsRenderError) -> [ChatElement] {
    var values = input.values
    if !defaults.isEmpty {
      values = defaults
      for member in input.values { values[member.key] = member.value }
    }
    let evaluator = Evaluator(
      tree: tree, root: .object(values), input: input, partials: partials, limits: limits,
      isStrict: strict)
    return try evaluator.run()
  }
}
