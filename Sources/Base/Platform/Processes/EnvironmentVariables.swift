#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Environment variables: those of this process, or given ones.
public struct EnvironmentVariables: Sendable {
  private let given: [String: String]?

  /// Given variables, and no others.
  public init(_ variables: [String: String]) { given = variables }

  private init() { given = nil }

  /// The variables of this process, looked up when asked for.
  public static let process = EnvironmentVariables()

  /// The value of a variable, or nil if it is not set.
  public subscript(name: String) -> String? {
    if let given { return given[name] }
    return getenv(name).map { String(cString: $0) }
  }

  /// All variables. Bytes that are no UTF-8 show as U+FFFD.
  public var variables: [String: String] {
    if let given { return given }
    var found: [String: String] = [:]
    for entry in Self.processEntries() {
      let bytes = entry.utf8
      guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
      found[String(entry[..<equals])] = String(entry[bytes.index(after: equals)...])
    }
    return found
  }

  /// `NAME=value` for each variable, as a child process is given them.
  var entries: [String] {
    guard let given else { return Self.processEntries() }
    return given.map { "\($0.key)=\($0.value)" }
  }

  private static func processEntries() -> [String] {
    var entries: [String] = []
    #if canImport(Darwin)
      var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = _NSGetEnviron().pointee
    #else
      var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
    #endif
    while let entry = next?.pointee {
      entries.append(String(cString: entry))
      next = next.map { $0 + 1 }
    }
    return entries
  }
}
