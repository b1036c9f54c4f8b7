import CanonicalJSON
import PromptRepo
import PromptsClient
import Synchronization
import Testing

@testable import LangfuseImport

/// Imports at the same time.
@Suite struct RaceTests {
  @Test func twiceAtOnceNothingIsDoubled() throws {
    let importing = Importing()
    for name in ["a", "B c", "b c"] {
      for number in 1...3 {
        importing.langfuse.add(
          name, number, .string("\(name) \(number)"),
          ["labels": number == 3 ? ["staging"] : []])
      }
    }
    let failures = Mutex<[String]>([])
    Workers.run(4) {
      do { try importing.run(environments: ["staging"]) } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try importing.repository.names().map(\.rawValue) == ["a", "b-c-47d8a4a8", "b-c"])
    for name in try importing.repository.names() {
      #expect(
        try importing.marks(name.rawValue) == ["langfuse 1", "langfuse 2", "langfuse 3"])
    }
    #expect(try importing.repository.environments().count == 1)
  }
}
