#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif
internal import Synchronization

/// Calls a closure once a second on a thread of its own, until it is stopped.
///
/// A plain thread, since starting the concurrency runtime costs a short command a third of a
/// millisecond.
public final class Ticker: Sendable {
  private let isStopped = Mutex(false)
  private let tick: @Sendable (Int) -> Void

  /// Prepares a ticker; nothing runs before ``start()``.
  ///
  /// - Parameter tick: Gets the seconds since the start. Never runs after ``stop()`` has returned.
  public init(_ tick: @escaping @Sendable (Int) -> Void) {
    self.tick = tick
  }

  /// Starts the thread; without one, where the system gives none, nothing ticks.
  public func start() {
    let box = Unmanaged.passRetained(self)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let result = pthread_create(&thread, nil, runTicker, box.toOpaque())
    if result != 0 { return box.release() }
    #if canImport(Darwin)
      if let thread { pthread_detach(thread) }
    #else
      pthread_detach(thread)
    #endif
  }

  /// Stops it, after a tick that is under way.
  public func stop() {
    isStopped.withLock { $0 = true }
  }

  fileprivate func run() {
    var tenths = 0
    while true {
      usleep(100_000)
      tenths += 1
      let goesOn = isStopped.withLock { isStopped in
        if !isStopped, tenths.isMultiple(of: 10) { tick(tenths / 10) }
        return !isStopped
      }
      if !goesOn { return }
    }
  }
}

#if canImport(Darwin)
  private func runTicker(_ box: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Ticker>.fromOpaque(box).takeRetainedValue().run()
    return nil
  }
#else
  private func runTicker(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let box { Unmanaged<Ticker>.fromOpaque(box).takeRetainedValue().run() }
    return nil
  }
#endif
