/* GraphiQL from our own files. In demo mode the page offers the demo accounts and signs requests for the one chosen. */
const examples = [
  `# For anybody, with the hourly fee.
query FindImages {
  images(
    filter: {
      types: [PUBLIC]
      regionId: "ap-hongkong"
      platform: "Windows"
    }
    first: 5
  ) {
    totalCount
    nodes {
      id
      name
      hourlyFee { amount currency }
    }
  }
}
`,
  `# Act as: any account.
# Who am I, and what is left today?
query MyQuota {
  viewer {
    account { name kind }
    roles
    quota(regionId: "ap-guangzhou") {
      images { limit used remaining }
      operationsToday {
        limit
        used
        remaining
        resetsAt
      }
    }
  }
}
`,
  `# Act as: North Harbor, then South Harbor.
# My images, those shared with me, and what
# I may do with each.
query MyImages {
  images(filter: { types: [CUSTOM, SHARED] }) {
    nodes {
      id
      name
      type
      region { name }
      viewerCan {
        launch { ...may }
        share { ...may }
        delete { ...may }
      }
    }
  }
}

fragment may on Permission {
  allowed
  denied { rule message }
}
`,
  `# Act as: North Harbor.
# Run it twice: the second time is refused,
# and costs nothing of the day.
mutation Share {
  shareImage(
    input: {
      imageId: "img-demo-desktop"
      accountIds: ["acc-south"]
    }
  ) {
    __typename
    ... on ShareImagePayload {
      image { name shareCount }
      shares { account { name } createdAt }
    }
    ... on Denied { rule message subjects }
  }
}
`,
  `# Act as: South Harbor.
# Refused: a shared image is there to be
# launched, and for nothing else.
mutation Refused {
  updateImage(
    input: {
      imageId: "img-demo-web"
      name: "mine now"
    }
  ) {
    __typename
    ... on UpdateImagePayload {
      image { id name }
    }
    ... on Denied { rule message subjects }
  }
}
`,
  `# Act as: North Harbor.
# Asks the rules alone: nothing is copied,
# and nothing counted.
mutation DryRun {
  copyImage(
    input: {
      imageId: "img-demo-web"
      regionIds: ["ap-hongkong", "ap-beijing"]
      dryRun: true
    }
  ) {
    __typename
    ... on Allowed { operation rules }
    ... on Denied {
      rule
      message
      also { rule message }
    }
  }
}
`,
  `# Act as: South Harbor.
# From an image of another account, and so
# with a warning.
mutation Launch {
  launchInstances(
    input: {
      imageId: "img-demo-web"
      instanceType: "S5.SMALL1"
      name: "try-out"
    }
  ) {
    __typename
    ... on LaunchInstancesPayload {
      instances { id name state }
      warnings { code message }
    }
    ... on Denied { rule message subjects }
  }
}
`,
];

const select = document.querySelector('#act-as select');

/** Signs for the account that is chosen now; a header typed in the editor goes before it. */
async function fetcher(params, options) {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (select.value) headers.set('authorization', `Bearer ${select.value}`);
  for (const [name, value] of Object.entries(options?.headers ?? {})) headers.set(name, value);
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(params) });
  return response.json();
}

(async () => {
  const accounts = await (await fetch('/page/demo-accounts.json')).json();
  const demo = accounts.length > 0;
  document.getElementById(demo ? 'act-as' : 'sign').hidden = false;
  select.append(new Option('nobody (anonymous)', ''));
  for (const { name, kind, roles, token } of accounts) {
    select.append(new Option(`${name} (${[kind, ...roles].join(', ').toLowerCase()})`, token));
  }
  const page = React.createElement(GraphiQL, {
    fetcher,
    // The examples are about the demo accounts' images, but for the first.
    defaultTabs: (demo ? examples : examples.slice(0, 2)).map((query) => ({ query })),
    defaultEditorToolsVisibility: demo ? false : 'headers',
    // A token that is typed stays out of the browser's storage.
    shouldPersistHeaders: false,
  });
  ReactDOM.createRoot(document.getElementById('graphiql')).render(page);
})();
