import { gettext } from "../../i18n";
import { type CallNews, sentence } from "./news_words";

/** The sentence that is read out of a call, or of what came of it. */
export function callNewsText(news: CallNews): string {
  switch (news.kind) {
    case "with":
      return gettext("You are now with %(director)s.", { director: news.director });
    case "director_away":
      return gettext("%(director)s lost the connection and is coming back. Please stay.", { director: news.who });
    case "director_back":
      return gettext("%(director)s is back.", { director: news.who });
    case "second_joined":
      return gettext("%(director)s has joined the call.", { director: news.who });
    case "second_left":
      return gettext("%(director)s has left the call.", { director: news.who });
    case "knock":
      return sentence(
        gettext("May somebody else come into this call?"),
        gettext("%(director)s asks to come into this call.", { director: news.who }),
      );
    case "step":
      return sentence(gettext("Your next steps"), news.text);
    case "promise":
      return sentence(gettext("What we committed to"), news.text);
    case "outcome":
      return sentence(gettext("Your result is here"), news.label);
    case "company":
      return news.line;
    case "conduct":
      return sentence(gettext("The call was ended because of conduct"), news.explanation);
    case "reviewed":
      return news.upheld
        ? gettext("A moderator reviewed how your call ended, and it stands.")
        : gettext("A moderator reviewed it: the call should not have been ended. We are sorry.");
    case "on_hold":
      return gettext("Your call is on hold. Please wait a moment.");
    case "hold_over":
      return gettext("The call goes on.");
    case "by_video":
      return gettext("The call goes on by video again.");
    case "cut_off":
      return gettext("The call was cut off. We are connecting you again.");
    case "back_in_call":
      return gettext("You are in the call again.");
    case "call_ended":
      return gettext("The call has ended");
    case "card_shown":
      return gettext("The person who attends you shows you these numbers.");
    case "help_coming":
      return gettext("Somebody has seen that you need help and is on it.");
  }
}
