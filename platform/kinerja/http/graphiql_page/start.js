// Starts GraphiQL. The token stays in this tab (sessionStorage) and goes nowhere but to /graphql.
"use strict";

const form = document.getElementById("sign-in");
const tokenField = document.getElementById("token");
const languageField = document.getElementById("language");
const state = document.getElementById("state");

tokenField.value = sessionStorage.getItem("kinerja.token") || "";
languageField.value = sessionStorage.getItem("kinerja.language") || "id";

const FIRST_QUERY = `# Paste a token above and press "Use", then run this query.
query WhoAmI {
  viewer {
    kind
    roles
    agency {
      code
      name
    }
  }
}
`;

async function fetcher(parameters, options) {
  const headers = {
    "content-type": "application/json",
    accept: "application/graphql-response+json, application/json",
    "accept-language": languageField.value,
    ...(options && options.headers),
  };
  const token = tokenField.value.trim();
  if (token && !Object.keys(headers).some((name) => name.toLowerCase() === "authorization")) {
    headers.authorization = `Bearer ${token}`;
  }
  const answer = await fetch("/graphql", {
    method: "POST",
    headers,
    body: JSON.stringify(parameters),
    credentials: "omit",
  });
  state.textContent = answer.status === 401 ? "not signed in" : "";
  return answer.json();
}

function Editor() {
  const [query, setQuery] = React.useState(FIRST_QUERY);
  const explorer = GraphiQLPluginExplorer.useExplorerPlugin({ query, onEdit: setQuery });
  return React.createElement(GraphiQL, {
    fetcher,
    query,
    onEditQuery: setQuery,
    plugins: [explorer],
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: "headers",
  });
}

function show() {
  // The package brings React 17: `render`, not yet `createRoot`.
  const place = document.getElementById("editor");
  ReactDOM.unmountComponentAtNode(place);
  ReactDOM.render(React.createElement(Editor), place);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("kinerja.token", tokenField.value.trim());
  sessionStorage.setItem("kinerja.language", languageField.value);
  show(); // Anew, so that the schema is asked for with the new token.
});

show();
