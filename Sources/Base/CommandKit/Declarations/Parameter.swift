/// One typed parameter of a command: an argument, an option or a flag.
///
/// Made by ``argument(_:help:completion:)`` and its neighbours; `Value` is what the command's closure
/// receives in the parameter's place.
public struct Parameter<Value: Sendable>: Sendable {
  /// The parameter without its type.
  public let declaration: ParameterDeclaration

  /// Turns what was found on the command line, in its order, into the value.
  let read: @Sendable ([Occurrence]) throws(UsageError) -> Value
}

extension ParameterDeclaration {
  /// Reads one occurrence as a `Value`.
  func value<Value: ArgumentValue>(
    of occurrence: Occurrence, as type: Value.Type = Value.self
  ) throws(UsageError) -> Value {
    // A path without a sign is what a variable gives that is not set, and no folder that is meant.
    if kind == .argument, completion == .file || completion == .directory,
      occurrence.value.utf8.isEmpty
    {
      throw UsageError("The argument '\(synopsis)' is empty: name a path, such as '.'")
    }
    do {
      return try Value(argument: occurrence.value)
    } catch {
      let subject = "The value \(quoted(occurrence.value)) is invalid for"
      let parameter = synopsis(spelledAs: occurrence.name)
      throw UsageError("\(subject) '\(parameter)': \(error)")
    }
  }

  /// Reads every occurrence as a `Value`; fails if one is needed and none is there.
  func values<Value: ArgumentValue>(
    of occurrences: [Occurrence], as type: Value.Type = Value.self
  ) throws(UsageError) -> [Value] {
    if occurrences.isEmpty && isRequired {
      throw UsageError("Missing expected argument '\(synopsis)'")
    }
    var values: [Value] = []
    values.reserveCapacity(occurrences.count)
    for occurrence in occurrences {
      values.append(try value(of: occurrence))
    }
    return values
  }
}
