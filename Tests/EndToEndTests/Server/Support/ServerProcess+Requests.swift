import CanonicalJSON
import Foundation
import TestSupport
import Testing

extension ServerProcess {
  /// What curl gets for a path: the status, the fields by lower-case names, and the body.
  struct Answer {
    let status: Int
    let fields: [String: String]
    let body: String
  }

  /// Asks with curl.
  func ask(_ path: String, _ options: String..., at url: String? = nil) throws -> Answer {
    let result = try TestSupport.run(
      "curl", ["-sSgi", "--max-time", "20"] + options + ["\(url ?? self.url)\(path)"])
    try #require(result.status == 0, "\(result.stderr)")
    // An interim answer has a head of its own.
    var parts = result.stdout.components(separatedBy: "\r\n\r\n")
    while parts.count > 1, parts[0].hasPrefix("HTTP/1.1 100") { parts.removeFirst() }
    let lines = parts[0].components(separatedBy: "\r\n")
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      fields[line[..<colon].lowercased()] = value
    }
    return Answer(
      status: Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0, fields: fields,
      body: parts.dropFirst().joined(separator: "\r\n\r\n"))
  }

  /// The line of the log that has an id; it is written when the answer has been sent.
  func logged(_ id: String?, at location: SourceLocation = #_sourceLocation) throws -> JSONObject {
    let id = try #require(id, sourceLocation: location)
    let end = Date(timeIntervalSinceNow: 10)
    repeat {
      let lines = try log.split(separator: "\n").compactMap { line in
        try JSONValue(parsing: Array(line.utf8)).object
      }
      if let line = lines.first(where: { $0["id"]?.string == id }) { return line }
      usleep(20_000)
    } while Date() < end
    Issue.record("the log has no \(id)", sourceLocation: location)
    return JSONObject()
  }

  /// The port of its first address.
  var port: UInt16 { url.split(separator: ":").last.flatMap { UInt16($0) } ?? 0 }
}

/// A program that runs as long as this object is there, such as a proxy in front of a server.
final class BackgroundProgram {
  private let process = Process()
  private let logPath: String

  /// Starts a program and waits until something listens at a port of this machine.
  init(_ path: String, _ arguments: [String], in folder: String, listeningAt port: UInt16) throws {
    logPath = "\(folder)/\(UUID().uuidString).log"
    _ = FileManager.default.createFile(atPath: logPath, contents: nil)
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: logPath))
    try process.run()
    let end = Date(timeIntervalSinceNow: 60)
    while process.isRunning, Date() < end {
      if isListening(port) { return }
      usleep(50_000)
    }
    throw ServerFailure(description: try log())
  }

  deinit {
    guard process.isRunning else { return }
    // Other signals may be held back, as they are in the threads of the tests.
    _ = Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// What it has said so far.
  func log() throws -> String { try String(contentsOfFile: logPath, encoding: .utf8) }

  private func isListening(_ port: UInt16) -> Bool {
    do {
      _ = try RawConnection(port: port)
      return true
    } catch {
      return false
    }
  }
}

/// A port that nobody listens at just now.
func freePort() throws -> UInt16 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  try #require(isBound)
  return UInt16(bigEndian: address.sin_port)
}
