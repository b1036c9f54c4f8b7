public import CanonicalJSON

/// What a caller gives for a template: values, lists of messages and context.
public struct RenderInput: Sendable {
  /// Texts and data by the names of their variables.
  public var values: JSONObject

  /// What only chats and Handlebars take; `nil` where there is nothing of it.
  private var more: More?

  /// Values alone.
  public init(_ values: JSONObject = JSONObject()) {
    self.values = values
  }

  /// Values with lists of messages and a context.
  public init(
    _ values: JSONObject, lists: [String: [ChatMessage]] = [:], context: JSONObject = JSONObject()
  ) {
    self.values = values
    more = More(lists, context)
  }

  /// Messages by the names of the lists that stand in the template, such as `history`.
  public var lists: [String: [ChatMessage]] {
    get { more?.lists ?? [:] }
    set { more = More(newValue, context) }
  }

  /// What Handlebars reads as `@name`: `state`, `auth` and others.
  public var context: JSONObject {
    get { more?.context ?? JSONObject() }
    set { more = More(lists, newValue) }
  }
}

/// What a caller gives beside values.
///
/// It is an object of its own, so that a program that renders a plain text prepares none of its types.
private final class More: Sendable {
  let lists: [String: [ChatMessage]]
  let context: JSONObject

  init(_ lists: [String: [ChatMessage]], _ context: JSONObject) {
    self.lists = lists
    self.context = context
  }
}
