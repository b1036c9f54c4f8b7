internal import CanonicalJSON

/// A template taken apart: programs of nodes, in flat lists that know each other by their places.
struct TemplateTree: Sendable {
  /// The template's bytes, which texts and offsets count.
  let source: [UInt8]

  /// All programs; the first is the template itself.
  var programs: [Program] = [Program()]

  var texts: [TextNode] = []
  var outputs: [OutputNode] = []
  var blocks: [BlockNode] = []
  var partials: [PartialNode] = []
}

/// Nodes that are rendered one after the other.
struct Program: Sendable {
  var nodes: [TemplateNode] = []

  /// Whether this is what follows an `else` with a block of its own, such as `else if`.
  var isChained = false
}

/// A node of a program, with its place in the list of its kind.
enum TemplateNode: Sendable {
  case text(Int)
  case output(Int)
  case block(Int)
  case partial(Int)

  /// A comment; `~` on either side.
  case comment(Strip)
}

/// A stretch of text that stands for itself.
struct TextNode: Sendable {
  /// Its bytes as they were written.
  let original: Range<Int>

  /// What is left of them beside tags that take white space away.
  var range: Range<Int>

  var isStrippedAtStart = false
  var isStrippedAtEnd = false

  init(_ range: Range<Int>) {
    original = range
    self.range = range
  }
}

/// Which sides of a tag have a `~`.
struct Strip: Sendable {
  var before = false
  var after = false

  var isAny: Bool { before || after }
}

/// A tag that gives text, or a part of the messages.
struct OutputNode: Sendable {
  let expression: Expression
  let strip: Strip
}

/// A block with what is rendered otherwise.
///
/// Like calls and paths it is a reference, since each visit would copy all of a value.
final class BlockNode: Sendable {
  let kind: Kind

  /// What it asks for, one or two values.
  let subjects: [Expression]

  let hash: [HashArgument]

  /// Where the pairs of block parameters are kept, if the block has any.
  let parameters: Int?

  /// Which program is rendered where the condition holds; none for `{{^name}}` without `else`.
  let program: Int?

  /// Which program is rendered otherwise.
  let inverse: Int?

  let openStrip: Strip
  let inverseStrip: Strip

  /// The `~` of the closing tag; of a chained block those of the tag that ends the chain.
  let closeStrip: Strip

  /// Where the opening tag begins.
  let offset: Int

  init(
    _ block: OpenBlock, program: Int?, inverse: Int?, closeStrip: Strip
  ) {
    kind = block.kind
    subjects = block.subjects
    hash = block.hash
    parameters = block.parameters.isEmpty ? nil : block.slot
    self.program = program
    self.inverse = inverse
    openStrip = block.strip
    inverseStrip = block.alternativeStrip
    self.closeStrip = closeStrip
    offset = block.offset
  }

  enum Kind: Sendable {
    case `if`, unless, each, with, section, ifEquals, unlessEquals
  }
}

/// The place of another template.
struct PartialNode: Sendable {
  let name: String
  let context: Expression?
  let hash: [HashArgument]
  let strip: Strip
  let offset: Int

  /// The white space before a partial that stands alone on its line.
  var indent: Range<Int>?
}

/// What a tag or an argument asks for.
enum Expression: Sendable {
  /// A literal; nothing for `undefined`.
  case literal(JSONValue?)
  case path(Path)
  case call(HelperCall)
}

/// A helper with its arguments.
final class HelperCall: Sendable {
  let helper: Helper
  let arguments: [Expression]
  let hash: [HashArgument]

  /// Where the tag begins.
  let offset: Int

  init(helper: Helper, arguments: [Expression], hash: [HashArgument], offset: Int) {
    self.helper = helper
    self.arguments = arguments
    self.hash = hash
    self.offset = offset
  }
}

/// A named argument.
struct HashArgument: Sendable {
  let name: String
  let value: Expression
  let offset: Int
}

/// A path to a value.
final class Path: Sendable {
  let root: Root

  /// The names from there on.
  let names: [String]

  /// The path as it is written.
  let written: String

  /// Where the tag begins.
  let offset: Int

  init(root: Root, names: [String], written: String, offset: Int) {
    self.root = root
    self.names = names
    self.written = written
    self.offset = offset
  }

  enum Root: Sendable {
    /// The context so many blocks further out.
    case context(up: Int)

    /// `@` data, so many loops further out.
    case data(up: Int)

    /// A block parameter: whose block, counted from the outermost, and which of the two.
    case parameter(Int, isSecond: Bool)
  }

  /// Whether it is the context itself, `this`.
  var isThis: Bool {
    if case .context(up: 0) = root { names.isEmpty } else { false }
  }
}
