/// What takes the members of an object one by one: an object, or what writes its text at once.
public protocol JSONMembers {
  /// Adds a member at the end, with a key that is not there yet.
  mutating func add(_ key: String, _ value: JSONValue)

  /// Adds a list of objects at the end, with a key that is not there yet.
  ///
  /// - Parameters:
  ///   - count: How many objects there are.
  ///   - body: Adds the members of the object at a place, from 0.
  mutating func add(_ key: String, count: Int, _ body: (_ place: Int, inout Self) -> Void)

  /// Adds an object at the end, with a key that is not there yet.
  ///
  /// - Parameter body: Adds the members of the object.
  mutating func add(_ key: String, object body: (inout Self) -> Void)
}

extension JSONObject: JSONMembers {
  /// Adds a member at the end; a key that is there already keeps its value.
  public mutating func add(_ key: String, _ value: JSONValue) {
    _ = append(key, value)
  }

  /// Adds a list of objects at the end; a key that is there already keeps its value.
  public mutating func add(
    _ key: String, count: Int, _ body: (_ place: Int, inout JSONObject) -> Void
  ) {
    let objects = (0..<count).map { place in
      var object = JSONObject()
      body(place, &object)
      return JSONValue.object(object)
    }
    add(key, .array(objects))
  }

  /// Adds an object at the end; a key that is there already keeps its value.
  public mutating func add(_ key: String, object body: (inout JSONObject) -> Void) {
    var object = JSONObject()
    body(&object)
    add(key, .object(object))
  }
}
