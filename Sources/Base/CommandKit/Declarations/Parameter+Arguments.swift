extension Parameter where Value: ArgumentValue {
  /// An argument that must be given.
  public static func argument(
    _ name: String, help: String, completion: Completion? = nil
  ) -> Parameter<Value> {
    let declaration = ParameterDeclaration(
      kind: .argument, valueName: name, arity: .required, help: help,
      allowedValues: Value.allowedValues, completion: completion ?? Value.completion)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      guard let last = occurrences.last else {
        throw UsageError("Missing expected argument '\(declaration.synopsis)'")
      }
      return try declaration.value(of: last)
    }
  }
}

extension Parameter {
  /// An argument that may be left out; then the value is `nil`.
  public static func optionalArgument<Wrapped: ArgumentValue>(
    _ name: String, help: String, completion: Completion? = nil
  ) -> Parameter<Value> where Value == Wrapped? {
    let declaration = ParameterDeclaration(
      kind: .argument, valueName: name, arity: .optional, help: help,
      allowedValues: Wrapped.allowedValues, completion: completion ?? Wrapped.completion)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      guard let last = occurrences.last else { return nil }
      return try declaration.value(of: last)
    }
  }

  /// Any number of arguments, or with `isRequired` at least one.
  public static func arguments<Element: ArgumentValue>(
    _ name: String, isRequired: Bool = false, help: String, completion: Completion? = nil
  ) -> Parameter<Value> where Value == [Element] {
    let declaration = ParameterDeclaration(
      kind: .argument, valueName: name, arity: isRequired ? .requiredRepeated : .repeated,
      help: help, allowedValues: Element.allowedValues,
      completion: completion ?? Element.completion)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      try declaration.values(of: occurrences)
    }
  }
}
