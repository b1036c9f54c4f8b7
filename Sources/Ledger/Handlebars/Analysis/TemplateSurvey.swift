internal import CanonicalJSON
internal import PromptTemplate

/// What a template asks of the context that it is carried out in.
struct TemplateSurvey: Sendable {
  /// What is asked for, in the order of the text.
  var asks: [Ask] = []

  /// The lists of messages, in the order of the text.
  var lists: [(name: String, offset: Int)] = []

  /// The partials, in the order of the text.
  var partials: [(name: String, offset: Int)] = []

  /// The roles of the messages, in the order of the text.
  var roles: [String] = []

  /// Whether a message or a list of messages begins in it.
  var makesMessages = false

  /// Whether there is text that is not white space alone.
  var hasText = false

  /// Whose message text would be that follows, if that is not the message before.
  var nextRole: String?
}

/// A value that a template asks for.
struct Ask: Hashable, Sendable {
  var place: ValuePlace
  var use: Use

  /// Whether something is missing without the value.
  var isRead: Bool

  /// Where the tag is that asks.
  var offset: Int

  enum Use: Hashable, Sendable {
    /// Text is made of it.
    case text
    /// It is looked into, gone through or written as JSON.
    case data
    /// It decides what is rendered.
    case condition
    /// It is the address or the type of a medium.
    case media
  }
}

/// Where a value is found, as far as the text alone says.
struct ValuePlace: Hashable, Sendable {
  var base: Base

  /// The names on the way; ``item`` for what lies in a list, whichever.
  var names: [UTF8Key]

  enum Base: Hashable, Sendable {
    /// The context of the template or of the partial.
    case context
    /// The values of the whole rendering.
    case root
    /// What `@name` reads.
    case data
  }

  /// Each member of a list or of an object.
  static let item = UTF8Key("[]")

  /// A place further on; what lies deeper than values can is left out.
  func appending(_ names: some Sequence<UTF8Key>) -> ValuePlace {
    ValuePlace(base: base, names: Array((self.names + names).prefix(JSONValue.depthLimit)))
  }

  /// The path as it is shown: `customer.name`, `items[].name`, `@state.count`.
  var path: String {
    var text = base == .data ? "@" : ""
    for (index, name) in names.enumerated() {
      if index > 0, name != Self.item { text += "." }
      text += name.text
    }
    return text
  }
}
