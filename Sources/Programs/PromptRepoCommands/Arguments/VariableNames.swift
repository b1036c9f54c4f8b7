internal import CommandKit

/// Names of variables with commas between.
struct VariableNames: ArgumentValue {
  let names: [String]

  init(argument: String) throws {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " })
    }
    guard names.allSatisfy({ !$0.isEmpty }) else {
      throw UsageError("Write the names of variables with commas between.")
    }
  }

  var argument: String { names.joined(separator: ",") }
}

extension [VariableNames] {
  /// All names of all.
  var all: Set<String> { Set(flatMap(\.names)) }
}
