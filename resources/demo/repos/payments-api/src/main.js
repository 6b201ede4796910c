import { Charges } from './charges.js';
import { SandboxGateway } from './gateway.js';
import { createApi } from './server.js';

const port = Number(process.env.PORT ?? 8080);
createApi(new Charges(new SandboxGateway())).listen(port, () => {
  console.log(`payments-api listens on ${port}`);
});
