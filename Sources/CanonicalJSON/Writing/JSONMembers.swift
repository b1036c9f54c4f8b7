/// What takes the members of an object one by one: an object, or what writes its text at once.
public protocol JSONMembers {
  /// Adds a member at the end, with a key that is not there yet.
  mutating func add(_ key: String, _ value: JSONValue)

  /// Adds a list of objects at the end, with a key that is not there yet.
  ///
  /// - Parameter body: Adds the members of one object.
  mutating func add<Element>(
    _ key: String, _ list: [Element], _ body: (Element, inout Self) -> Void)
}

extension JSONObject: JSONMembers {
  /// Adds a member at the end; a key that is there already keeps its value.
  public mutating func add(_ key: String, _ value: JSONValue) {
    _ = append(key, value)
  }

  /// Adds a list of objects at the end; a key that is there already keeps its value.
  public mutating func add<Element>(
    _ key: String, _ list: [Element], _ body: (Element, inout JSONObject) -> Void
  ) {
    let objects = list.map { element in
      var object = JSONObject()
      body(element, &object)
      return JSONValue.object(object)
    }
    add(key, .array(objects))
  }
}
