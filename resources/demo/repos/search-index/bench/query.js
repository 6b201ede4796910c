import { SearchIndex } from '../src/index.js';

const woods = ['oak', 'walnut', 'pine', 'birch', 'cherry', 'beech'];
const things = ['table', 'chair', 'desk', 'shelf', 'bench', 'lamp', 'stool', 'cabinet'];
const index = new SearchIndex();
for (let i = 0; i < 20_000; i++) {
  index.add(i, `${woods[i % woods.length]} ${things[i % things.length]} model ${i % 997}`);
}

const queries = ['walnut desk', 'oak table model 12', 'birch shelf', 'cabinet'];
const begin = performance.now();
let count = 0;
while (performance.now() - begin < 250) {
  index.search(queries[count % queries.length]);
  count++;
}
const seconds = (performance.now() - begin) / 1000;
console.log(`${index.size} products, ${Math.round(count / seconds)} queries/s`);
