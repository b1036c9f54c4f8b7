internal import CanonicalJSON
internal import PromptFiles
internal import PromptRepo

extension PromptStatus {
  /// The state's name, also when only the record was edited.
  var label: String {
    guard state == .unchanged else { return isConflict ? "conflict" : state.label }
    if fields.values.contains(.conflict) { return "conflict" }
    return fields.values.contains(.changed) ? "changed" : fields.isEmpty ? "unchanged" : "behind"
  }

  var style: Style? {
    switch state {
    case .new: .green
    case .invalid, .missing, .conflict: .red
    case .changed, .behind: .yellow
    case .unchanged: fields.isEmpty ? nil : .yellow
    case .notCheckedOut: nil
    }
  }

  /// What a commit would do, or what a user has to do first.
  var plan: String {
    let edited = RecordField.allCases.filter { fields[$0] == .changed }.map(\.rawValue)
    let record = edited.isEmpty ? nil : "edits \(edited.joined(separator: ", "))"
    switch state {
    case .new:
      guard let movedFrom else { return "commit makes v1" }
      return "mv \(movedFrom) \(name) keeps the history of \(movedFrom), commit makes a new prompt"
    case .changed:
      return (["commit makes v\((latest ?? 0) + 1)"] + [record].compactMap(\.self))
        .joined(separator: ", ")
    case .behind: return "checkout updates it to v\(latest ?? 0)"
    case .missing:
      if let movedTo { return "it looks moved; mv \(name) \(movedTo) moves the prompt too" }
      return "checkout \(name) writes it again, delete \(name) ends the prompt"
    case .conflict(.bothChanged): return "checkout --merge brings both together"
    case .conflict(.noBase): return "commit \(name) --onto SPEC says what it follows"
    case .conflict(.promptGone): return "its prompt was deleted; commit \(name) makes a new one"
    case .conflict(.markers): return "choose between the sides of the merge first"
    case .invalid(let error): return error.reason
    case .unchanged, .notCheckedOut:
      if fields.values.contains(.conflict) {
        return "checkout --merge brings both records together"
      }
      return record.map { "commit \($0)" } ?? (fields.isEmpty ? "" : "checkout updates its header")
    }
  }

  /// The status as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = [
      "object": "status", "name": .string(name.rawValue), "path": .string(path),
      "state": .string(label.utf8.contains(32) ? "not_checked_out" : label),
      "latest_version": latest.map { .integer($0) } ?? .null,
      "base_version": base.map { .integer($0) } ?? .null,
    ]
    if !fields.isEmpty {
      var states = JSONObject()
      for field in RecordField.allCases {
        if let state = fields[field] { states[field.rawValue] = .string("\(state)") }
      }
      object["fields"] = .object(states)
    }
    if let movedFrom { object["moved_from"] = .string(movedFrom.rawValue) }
    if !plan.isEmpty { object["next"] = .string(plan) }
    if case .invalid(let error) = state { object["error"] = .object(error.json) }
    return object
  }
}

extension PromptFileError {
  /// What is wrong, and where in the file: `line 3, column 7: a value is missing`.
  var reason: String {
    let place = [line.map { "line \($0)" }, column.map { "column \($0)" }].compactMap(\.self)
    return place.isEmpty ? message : "\(place.joined(separator: ", ")): \(message)"
  }

  /// The status of a file whose name can be no prompt's, as machine-readable output shows it.
  var statusJSON: JSONObject {
    [
      "object": "status", "name": .null, "path": .string(path), "state": "invalid",
      "latest_version": .null, "base_version": .null, "next": .string(reason),
      "error": .object(json),
    ]
  }

  /// The error as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = ["message": .string(message)]
    if let line { object["line"] = .integer(line) }
    if let column { object["column"] = .integer(column) }
    return object
  }
}
