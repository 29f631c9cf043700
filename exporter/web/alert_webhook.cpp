#include "web/alert_webhook.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace pgmedic {
namespace {

using Json = nlohmann::json;

// Where in the message the parser is. Everything that is not one of these is skipped, whatever it holds.
enum class Place { kNowhere, kMessage, kAlerts, kAlert, kLabels, kSkipped };

// Reads the message as it is parsed: no tree of it ever exists, so that memory stays near the alerts' own size.
class MessageReader final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return scalar("null"); }
  bool boolean(bool /*value*/) override { return scalar("true or false"); }
  bool number_integer(number_integer_t /*value*/) override {
    return here() == Field::kTruncated ? refuse("truncatedAlerts is negative") : scalar("a number");
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (here() == Field::kTruncated) {
      message_.truncated_alerts = value;
      return true;
    }
    return scalar("a number");
  }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return scalar("a number"); }
  bool binary(binary_t& /*value*/) override { return refuse("binary data"); }
  bool string(string_t& value) override;

  bool key(string_t& name) override;
  bool start_object(std::size_t elements) override;
  bool end_object() override;
  bool start_array(std::size_t elements) override;
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t position, const std::string& /*token*/, const Json::exception& /*exception*/) override {
    problem_ = fmt::format("no valid JSON at byte {}", position);
    return false;
  }

  Result<WebhookMessage> take();

 private:
  enum class Field { kOther, kVersion, kReceiver, kTruncated, kAlerts, kStatus, kLabels, kStartsAt, kFingerprint, kLabel };

  struct Level {
    Place place = Place::kNowhere;
    Field field = Field::kOther;  // of the value that comes next
    std::set<std::string> keys;   // seen: a key twice means that two readers may read two messages
  };

  Place place() const { return levels_.empty() ? Place::kNowhere : levels_.back().place; }
  Field here() const { return levels_.empty() ? Field::kOther : levels_.back().field; }
  static Field find_field(Place place, const std::string& name);
  bool refuse(std::string reason) {
    problem_ = std::move(reason);
    return false;
  }
  bool scalar(const char* what);
  bool enter(Place place);
  bool leave() {
    levels_.pop_back();
    return true;
  }
  bool take_label(std::string value);

  WebhookMessage message_;
  std::vector<Level> levels_;
  std::string label_;  // its name, while its value comes
  std::string version_;
  bool has_alerts_ = false;
  bool has_status_ = false;
  bool has_labels_ = false;
  std::string problem_;
};

MessageReader::Field MessageReader::find_field(Place place, const std::string& name) {
  static const std::map<std::pair<Place, std::string>, Field> kFields{
      {{Place::kMessage, "version"}, Field::kVersion},
      {{Place::kMessage, "receiver"}, Field::kReceiver},
      {{Place::kMessage, "truncatedAlerts"}, Field::kTruncated},
      {{Place::kMessage, "alerts"}, Field::kAlerts},
      {{Place::kAlert, "status"}, Field::kStatus},
      {{Place::kAlert, "labels"}, Field::kLabels},
      {{Place::kAlert, "startsAt"}, Field::kStartsAt},
      {{Place::kAlert, "fingerprint"}, Field::kFingerprint},
  };
  const auto found = kFields.find({place, name});
  return found == kFields.end() ? Field::kOther : found->second;
}

bool MessageReader::key(string_t& name) {
  Level& level = levels_.back();
  if (level.place == Place::kSkipped) {
    return true;
  }
  if (level.place == Place::kLabels) {
    if (name.size() > limits::kWebhookLabelBytes || level.keys.size() == limits::kWebhookLabels) {
      return refuse(fmt::format("an alert with more than {} labels, or a label's name of more than {} bytes", limits::kWebhookLabels,
                                limits::kWebhookLabelBytes));
    }
    label_ = name;
    level.field = Field::kLabel;
  } else {
    level.field = find_field(level.place, name);
  }
  // Keys that mean nothing to us are not kept: there may be any number of them.
  if (level.field != Field::kOther && !level.keys.insert(name).second) {
    return refuse("the same key twice in one object");
  }
  return true;
}

bool MessageReader::scalar(const char* what) {
  if (place() == Place::kNowhere) {
    return refuse("the message must be a JSON object");
  }
  if (place() == Place::kAlerts) {
    return refuse("every element of alerts must be an object");
  }
  return here() == Field::kOther || refuse(fmt::format("{} where something else was expected", what));
}

bool MessageReader::take_label(std::string value) {
  if (value.size() > limits::kWebhookLabelBytes) {
    return refuse(fmt::format("a label's value of more than {} bytes", limits::kWebhookLabelBytes));
  }
  if (label_.find('\0') != std::string::npos || value.find('\0') != std::string::npos) {
    return refuse("a label with a NUL in it");
  }
  message_.alerts.back().labels.emplace(std::move(label_), std::move(value));
  return true;
}

bool MessageReader::string(string_t& value) {
  const Field field = here();
  if (field == Field::kVersion || field == Field::kReceiver) {
    (field == Field::kVersion ? version_ : message_.receiver) = value;
    return true;
  }
  if (field == Field::kLabel) {
    return take_label(value);
  }
  if (field == Field::kStartsAt || field == Field::kFingerprint) {
    if (value.size() > limits::kWebhookLabelBytes || value.find('\0') != std::string::npos) {
      return refuse("startsAt or fingerprint is too long, or has a NUL in it");
    }
    WebhookAlert& alert = message_.alerts.back();
    (field == Field::kStartsAt ? alert.starts_at : alert.fingerprint) = value;
    return true;
  }
  if (field == Field::kStatus) {
    has_status_ = value == "firing" || value == "resolved";
    message_.alerts.back().firing = value == "firing";
    return has_status_ || refuse("an alert's status must be firing or resolved");
  }
  return scalar("a text");
}

bool MessageReader::enter(Place place) {
  if (levels_.size() == limits::kWebhookDepth) {
    return refuse(fmt::format("nested more than {} deep", limits::kWebhookDepth));
  }
  levels_.push_back({place, Field::kOther, {}});
  return true;
}

bool MessageReader::start_object(std::size_t /*elements*/) {
  if (place() == Place::kNowhere) {
    return enter(Place::kMessage);
  }
  if (place() == Place::kAlerts) {
    if (message_.alerts.size() == limits::kWebhookAlerts) {
      return refuse(fmt::format("more than {} alerts in one message", limits::kWebhookAlerts));
    }
    message_.alerts.emplace_back();
    has_status_ = false;
    has_labels_ = false;
    return enter(Place::kAlert);
  }
  if (place() == Place::kAlert && here() == Field::kLabels) {
    has_labels_ = true;
    return enter(Place::kLabels);
  }
  return scalar("an object") && enter(Place::kSkipped);
}

bool MessageReader::end_object() {
  if (place() == Place::kAlert && !(has_status_ && has_labels_)) {
    return refuse("an alert without status or labels");
  }
  return leave();
}

bool MessageReader::start_array(std::size_t /*elements*/) {
  if (place() == Place::kMessage && here() == Field::kAlerts) {
    has_alerts_ = true;
    return enter(Place::kAlerts);
  }
  return scalar("an array") && enter(Place::kSkipped);
}

Result<WebhookMessage> MessageReader::take() {
  if (problem_.empty() && version_ != "4") {
    problem_ = "the message's version is not \"4\"";
  }
  if (problem_.empty() && !has_alerts_) {
    problem_ = "the message has no alerts";
  }
  if (!problem_.empty()) {
    return Error{ErrorCode::kInvalid, "this is no webhook message of Alertmanager: " + problem_,
                 "send version 4 of its webhook as it is, without a payload template"};
  }
  return std::move(message_);
}

}  // namespace

Result<WebhookMessage> parse_webhook(std::string_view body) {
  if (body.size() > limits::kWebhookBytes) {
    return Error{ErrorCode::kInvalid, fmt::format("the message has more than {} bytes", limits::kWebhookBytes),
                 "set max_alerts in Alertmanager's webhook_configs"};
  }
  MessageReader reader;
  // The result says nothing that the reader does not know.
  static_cast<void>(Json::sax_parse(body.begin(), body.end(), &reader));
  return reader.take();
}

}  // namespace pgmedic
