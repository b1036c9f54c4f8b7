import Platform
import TestSupport
import Testing

struct FileLockTests {
  let path: String
  let directory: TemporaryDirectory
  let files = FileSystem()

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("lock")
  }

  /// What flock(1), another process, says to a try.
  private func otherProcessGets(_ kind: String) throws -> Bool {
    try run("flock", [kind, "-n", path, "true"]).status == 0
  }

  @Test func exclusiveLocksExcludeThisAndOtherProcesses() throws {
    let lock = try files.lock(path, timeout: .seconds(0))
    #expect(try isTaken(.exclusive))
    #expect(try isTaken(.shared))
    #expect(try !otherProcessGets("-x"))
    lock.release()
    #expect(try !isTaken(.exclusive))
    #expect(try otherProcessGets("-x"))
  }

  @Test func sharedLocksExcludeWritersOnly() throws {
    let lock = try files.lock(path, .shared, timeout: .seconds(0))
    #expect(try !isTaken(.shared))
    #expect(try isTaken(.exclusive))
    #expect(try otherProcessGets("-s"))
    #expect(try !otherProcessGets("-x"))
    lock.release()
  }

  @Test func waitingEndsWithTheTime() throws {
    let lock = try files.lock(path, timeout: .seconds(0))
    let error = #expect(throws: SystemError.self) {
      try files.lock(path, timeout: .milliseconds(20)).release()
    }
    #expect(error?.call == .lock)
    #expect(error?.errno == .wouldBlock)
    lock.release()
  }

  @Test func aHolderThatDiesReleases() throws {
    // The holder kills itself while it holds the lock.
    _ = try run("flock", ["-x", "--no-fork", path, "sh", "-c", "kill -9 $$"])
    try files.lock(path, timeout: .seconds(10)).release()
  }

  @Test func waitersGetItWhenItIsReleased() async throws {
    let lock = try files.lock(path, timeout: .seconds(0))
    let (path, files) = (path, files)
    let waiter = Task.detached { try files.lock(path, timeout: .seconds(60)).release() }
    try await Task.sleep(for: .milliseconds(5))
    lock.release()
    try await waiter.value
  }

  @Test func childrenDoNotKeepIt() throws {
    let lock = try files.lock(path, timeout: .seconds(0))
    let child = try run("sh", ["-c", "sleep 60 >/dev/null 2>&1 & echo $!"])
    lock.release()
    #expect(try !isTaken(.exclusive))
    _ = try run("sh", ["-c", "kill \(child.stdout)"])
  }

  private func isTaken(_ kind: FileLock.Kind) throws -> Bool {
    guard let lock = try files.tryLock(path, kind) else { return true }
    lock.release()
    return false
  }
}
