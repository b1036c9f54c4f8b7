public import CanonicalJSON
public import PromptTemplate

/// A file as the rules see it: its bytes, and where in them is what.
///
/// All ranges are of bytes of the file, so that findings and fixes have places in it.
public struct LintSource: Sendable {
  /// The file, relative to the top of the repository: `prompts/a.prompt`.
  public let path: String

  /// The prompt's name; nil for a file that is no working file.
  public let prompt: String?

  /// All of the file.
  public let bytes: [UInt8]

  /// Whether the bytes are text: UTF-8 without NUL.
  public let isText: Bool

  /// The bytes between the header's `---` lines; nil without a header.
  public let header: Range<Int>?

  /// The comments on lines of their own, before the header and in it.
  public let comments: [Comment]

  /// The header's keys in their order.
  public let keys: [Key]

  /// The header's configuration.
  public let config: JSONObject

  /// The title that the header has, if any.
  public let title: String?

  /// The bytes that the template is made of.
  public let body: Range<Int>

  /// The template.
  public let template: String

  /// How the template is read.
  public let dialect: Dialect

  /// What keeps the file from being read, or would surprise whoever reads it.
  public let problems: [Problem]

  /// A comment on a line of its own.
  public struct Comment: Sendable, Hashable {
    /// The text behind `#`, without blanks around it.
    public let text: String
    /// The whole line with its line end.
    public let range: Range<Int>

    /// Makes a comment.
    public init(_ text: String, _ range: Range<Int>) {
      self.text = text
      self.range = range
    }
  }

  /// A key of the header.
  public struct Key: Sendable, Hashable {
    /// The key.
    public let name: String
    /// Its bytes, with the quotes around it if there are any.
    public let range: Range<Int>
    /// The bytes of key and value.
    public let entry: Range<Int>

    /// Makes a key.
    public init(_ name: String, _ range: Range<Int>, entry: Range<Int>) {
      self.name = name
      self.range = range
      self.entry = entry
    }
  }

  /// What is wrong with a file as a whole.
  public struct Problem: Sendable, Hashable {
    /// The kind.
    public let kind: Kind
    /// What is wrong and what to do, in one line.
    public let message: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1; nil for the whole line.
    public let column: Int?

    /// The kinds of problems, each of which is a rule.
    public enum Kind: String, Sendable, Hashable {
      /// The file is not text, or its header cannot be read.
      case unreadable = "file-unreadable"
      /// What looks like a header is read as text.
      case headerNotRead = "header-not-read"
      /// Marks of a merge that nobody finished.
      case conflict = "text-in-conflict"
    }

    /// Makes a problem.
    public init(_ kind: Kind, _ message: String, line: Int, column: Int? = nil) {
      self.kind = kind
      self.message = message
      self.line = line
      self.column = column
    }
  }

  /// A file whose parts are known.
  ///
  /// - Parameter body: Is cut to what there is of the bytes.
  public init(
    path: String, prompt: String?, bytes: [UInt8], header: Range<Int>? = nil,
    comments: [Comment] = [], keys: [Key] = [], config: JSONObject = JSONObject(),
    title: String? = nil, body: Range<Int>, template: String? = nil,
    dialect: Dialect = .plain, problems: [Problem] = []
  ) {
    self.path = path
    self.prompt = prompt
    self.bytes = bytes
    isText =
      UTF8Validation.firstInvalidOffset(in: bytes) == nil && bytes.firstIndex(of: 0) == nil
    self.header = header?.clamped(to: bytes.indices)
    self.comments = comments
    self.keys = keys
    self.config = config
    self.title = title
    self.body = body.clamped(to: bytes.indices)
    self.template = template ?? String(decoding: bytes[self.body], as: UTF8.self)
    self.dialect = dialect
    self.problems = problems
  }

  /// A text that is all template.
  public init(text: String, path: String, prompt: String? = nil) {
    let bytes = Array(text.utf8)
    self.init(path: path, prompt: prompt, bytes: bytes, body: bytes.indices, template: text)
  }
}
