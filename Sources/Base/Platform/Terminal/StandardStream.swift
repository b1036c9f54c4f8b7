/// One of the three streams a process starts with.
public enum StandardStream: Int32, Sendable, Hashable {
  case input = 0
  case output = 1
  case error = 2

  var name: String {
    switch self {
    case .input: "standard input"
    case .output: "standard output"
    case .error: "standard error"
    }
  }
}
