/// The helpers that stand for a value or for a part of the messages. Blocks are not among them.
enum Helper: String, Sendable, CaseIterable {
  /// A member of a value by a name that is a value itself.
  case lookup
  /// A value as JSON.
  case json
  /// The beginning of a message.
  case role
  /// The messages that came before, as dotprompt has them.
  case history
  /// A list of messages by its name.
  case messages
  /// A picture, a sound or a document.
  case media
  /// The place of a text that the application fills in.
  case section

  /// How many arguments it takes beside named ones.
  var argumentCount: Int {
    switch self {
    case .lookup: 2
    case .json, .role, .messages, .section: 1
    case .history, .media: 0
    }
  }

  /// Whether it stands for a value, so that it can be an argument.
  var isValue: Bool {
    switch self {
    case .lookup, .json: true
    case .role, .history, .messages, .media, .section: false
    }
  }

  /// How it is written.
  var usage: String {
    switch self {
    case .lookup: "{{lookup object name}}"
    case .json: "{{json value}} or {{json value indent=2}}"
    case .role: "{{role \"system\"}}"
    case .history: "{{history}}"
    case .messages: "{{messages \"name\"}}"
    case .media: "{{media url=url}} or {{media url=url contentType=type}}"
    case .section: "{{section \"name\"}}"
    }
  }
}
