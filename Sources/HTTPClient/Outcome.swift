import Dispatch
import Foundation
import HTTPMessages
import PromptsClient
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What becomes of one request, for the thread that waits for it.
final class Outcome: Sendable {
  private let done = DispatchSemaphore(value: 0)
  private let result = Mutex<Result<HTTPResponse, TransportError>?>(nil)

  /// Notes the outcome and wakes the one who waits.
  func finish(_ data: Data?, _ response: URLResponse?, _ error: (any Error)?) {
    let outcome = Outcome.result(data, response, error)
    result.withLock { $0 = outcome }
    done.signal()
  }

  /// Waits for the outcome.
  func wait() -> Result<HTTPResponse, TransportError> {
    done.wait()
    return result.withLock { $0 } ?? .failure(TransportError("the request came to nothing"))
  }

  private static func result(
    _ data: Data?, _ response: URLResponse?, _ error: (any Error)?
  ) -> Result<HTTPResponse, TransportError> {
    if let error { return .failure(failure(error)) }
    guard let response = response as? HTTPURLResponse else {
      return .failure(TransportError("the answer is not one of HTTP"))
    }
    guard !(300...399).contains(response.statusCode) || response.statusCode == 304 else {
      return .failure(
        TransportError(
          "the server redirects to another address (status \(response.statusCode)), where the key "
            + "must not go", isLasting: true))
    }
    var fields = HTTPFields()
    for (name, value) in response.allHeaderFields {
      fields.append(HTTPFieldName(rawValue: "\(name)"), "\(value)")
    }
    let length = fields[.contentLength].flatMap { Int($0) }
    let body = [UInt8](data ?? Data())
    // A connection that ends early is not always told as an error.
    if let length, fields[HTTPFieldName(rawValue: "content-encoding")] == nil, body.count < length {
      return .failure(TransportError("the answer was cut off"))
    }
    return .success(
      HTTPResponse(HTTPStatus(rawValue: response.statusCode), fields: fields, body: body))
  }

  private static func failure(_ error: any Error) -> TransportError {
    let code = (error as? URLError)?.code
    if isDistrust(error, code) {
      return TransportError(
        "the server's certificate is not trusted: \(error.localizedDescription)", isUnsent: true,
        isLasting: true)
    }
    let unsent: Set<URLError.Code> = [
      .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet,
      .secureConnectionFailed,
    ]
    return TransportError(
      message(error, code), isUnsent: code.map { unsent.contains($0) } ?? false)
  }

  /// Whether the connection was given up since the server could not prove who it is.
  private static func isDistrust(_ error: any Error, _ code: URLError.Code?) -> Bool {
    let codes: Set<URLError.Code> = [
      .serverCertificateUntrusted, .serverCertificateHasBadDate, .serverCertificateHasUnknownRoot,
      .serverCertificateNotYetValid,
    ]
    // On Linux the code is another one, and only the text tells.
    return code.map { codes.contains($0) } ?? false
      || error.localizedDescription.contains("SSL certificate problem")
  }

  private static func message(_ error: any Error, _ code: URLError.Code?) -> String {
    switch code {
    case .timedOut: "the server did not answer in time"
    case .cannotConnectToHost: "the server cannot be reached: nothing answers at its address"
    case .cannotFindHost, .dnsLookupFailed: "the server's name cannot be found"
    case .networkConnectionLost: "the connection was lost before the answer had come"
    case .secureConnectionFailed: "no secure connection to the server could be made"
    default: "the request failed: \(error.localizedDescription)"
    }
  }
}
